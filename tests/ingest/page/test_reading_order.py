from docexplain.ingest.page.reading_order import reading_order


def test_columns_before_rows():
    left, right = [(50, y, 250, y + 40) for y in (100, 150, 200)], [(300, y, 500, y + 40) for y in (100, 150, 200)]
    rects = [left[0], right[0], left[1], right[1], left[2], right[2]]
    assert [rects[i] for i in reading_order(rects)] == left + right


def test_title_over_the_columns_comes_first():
    rects = [(50, 100, 250, 300), (300, 100, 500, 300), (50, 40, 400, 60)]
    assert reading_order(rects) == [2, 0, 1]


def test_wide_table_in_the_middle_separates_what_is_above_from_what_is_below():
    rects = [
        (50, 100, 250, 200),
        (300, 100, 500, 200),
        (50, 220, 500, 300),
        (50, 320, 250, 400),
        (300, 320, 500, 400),
    ]
    assert reading_order(rects) == [0, 1, 2, 3, 4]
    assert reading_order(rects[::-1]) == [4, 3, 2, 1, 0]


def test_one_column_from_the_top_down():
    assert reading_order([(50, 200, 500, 240), (50, 100, 300, 140), (60, 150, 500, 190)]) == [1, 2, 0]


def test_three_columns():
    rects = [(x, y, x + 90, y + 40) for x in (400, 200, 300) for y in (160, 100)]
    assert [rects[i][:2] for i in reading_order(rects)] == [
        (200, 100),
        (200, 160),
        (300, 100),
        (300, 160),
        (400, 100),
        (400, 160),
    ]


def test_indented_text_below_and_to_the_right_is_no_column():
    assert reading_order([(300, 160, 500, 200), (50, 100, 200, 140), (50, 220, 500, 260)]) == [1, 0, 2]


def test_boxes_over_one_another_are_all_there():
    rects = [(50, 100, 300, 200), (100, 120, 350, 220), (50, 100, 300, 200)]
    assert sorted(reading_order(rects)) == [0, 1, 2]
    assert reading_order([]) == []


def test_the_right_column_first_in_a_script_read_from_the_right():
    left, right, title = (50, 100, 280, 700), (320, 100, 550, 700), (50, 40, 550, 60)
    assert reading_order([left, right, title]) == [2, 0, 1]
    assert reading_order([left, right, title], leftwards=True) == [2, 1, 0]


def test_what_stands_alone_at_the_right_is_read_where_it_stands():
    """The date of a letter between its head and the address: nothing stands beside it."""
    head, date, address, text = (80, 60, 300, 74), (400, 90, 520, 104), (80, 120, 260, 180), (80, 200, 330, 300)
    assert reading_order([text, address, date, head]) == [3, 2, 1, 0]
    beside = (400, 125, 520, 139)
    assert reading_order([text, address, beside, head]) == [3, 1, 0, 2]

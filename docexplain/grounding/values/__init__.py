"""What a text names, whatever way it is written: numbers with what they count, dates, names, codes of digits.

Libraries were looked at for it. dateparser and python-dateutil read a date that is known to be one, and find none in
running text without guessing; quantulum3 needs a classifier (scikit-learn) to tell units apart; price-parser reads a
single price. What is needed here is less and has to say where each thing stands, so it is written out.
"""

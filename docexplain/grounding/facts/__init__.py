"""Numbers, dates and names of an answer, looked up in the text it was given to read: pure functions, no model.

Libraries were looked at for it. dateparser and python-dateutil read a date that is known to be one, and find none in
running text without guessing; quantulum3 needs a classifier (scikit-learn) to tell units apart; price-parser reads a
single price. What is needed here is less and has to say where each thing stands, so it is written out.
"""

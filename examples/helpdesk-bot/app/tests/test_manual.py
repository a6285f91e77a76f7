from services.helpdesk.manual import Manual


def test_passage_that_shares_words_with_the_question_is_found():
    manual = Manual("Returns are free within 30 days.\n\nShipping takes two days.")
    assert manual.about("How long does shipping take?") == ["Shipping takes two days."]

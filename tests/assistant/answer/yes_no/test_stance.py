"""What a quote says to a yes/no question: earned by words, figures, names and conditions, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.yes_no.ages import leaves_age_open
from assistant.answer.yes_no.stance import calls, stance
from assistant.answer.yes_no.stated import is_taken_back
from assistant.question.proposition import proposition
from assistant.question.question_form import form


def polarity(question: str, quote: str, names: str = "Alder Birch Kestrel Oakline") -> tuple[str, str]:
    """The polarity and the condition of a quote, every word weighing the same."""
    result = stance(proposition(question, names), quote, "", lambda _: 1.0)
    return result.polarity, result.condition


@pytest.mark.parametrize(
    "question,quote,expected",
    [
        ("Does Alder sell personal data?", "We do not sell personal data.", "no"),
        ("Is it true that Alder does not sell personal data?", "We do not sell personal data.", "yes"),
        ("Does Kestrel share my contacts?", "We never share contacts.", "no"),
        ("Can I paint walls without asking?", "You may paint walls without asking.", "yes"),
        ("Can I paint walls without asking?", "You may not paint walls without asking us.", "no"),
        ("Is 99.9% promised for storage?", "The promise for storage is 99.5% instead of 99.9%.", "no"),
        ("Is somebody who has only signed a petition a member?",
         "Someone who has only signed a petition is not a member.", "no"),
        ("Is it right that Alder does not answer requests itself?",
         "We pass on requests and do not answer them ourselves.", "yes"),
        ("Do you store my payment card number?",
         "We do not retain any financial data of card payments, such as card numbers.", "no"),
        ("Do you close accounts for sending too much back?", "We do not close accounts for sending things back.", "no"),
        ("Is there wireless access on the library bus?",
         "Wireless library access is open to all. It is not offered on the bus.", ""),
        ("Do you keep my data after I delete my account?", "We keep your data until your account is deleted.", ""),
        ("Do you share my data?", "We may share data in a form which does not constitute personal data, in statistics.",
         ""),
        ("Does Alder keep invoices for 10 years?", "Invoices are kept for 7 years.", "no"),
        ("Does Alder keep invoices for 7 years?", "Invoices are kept for 7 years.", "yes"),
        ("Do I need a receipt for a $50 refund?", "A refund of more than $100 needs a receipt.", "no"),
        ("Do I need a receipt for a $150 refund?", "A refund of more than $100 needs a receipt.", "yes"),
        ("I am 15. Can I use Alder?", "You must be at least 16 years old to use Alder.", "no"),
        ("Can my 12 year old son use Birch?", "You must be at least 13 years old to use Birch.", "no"),
        ("Can I get a refund for a gift card?", "You may get a refund within 14 days, except for gift cards.", "no"),
        ("Is data stored in Germany by Alder?", "Data is stored in Ireland.", "no"),
        ("Does Alder share data with payment firms if I buy nothing?",
         "We share data with payment firms only if you buy something.", "no"),
        ("Do you publish my photos without consent?", "We never publish photos without consent.", "no"),
        ("Do you repair the heating within 72 hours?", "We repair the heating within two days.", "yes"),
        ("Do you repair the heating within 72 hours?", "We repair the heating within seventy-two hours.", "yes"),
        ("Are invoices kept for 36 months?", "Invoices are kept for thirty-six months.", "yes"),
        ("Are invoices kept for 30 months?", "Invoices are kept for thirty-six months.", ""),
        ("Can I cancel three days before the renewal?", "You may cancel up to 48 hours before the renewal.", "yes"),
        ("Can I cancel one day before the renewal?", "You may cancel up to 48 hours before the renewal.", "no"),
        ("Can I complain?",
         "If you live in the EU, or the UK, and think that we have not, you have a right to complain.", "yes"),
        ("Does Alder tell me when the policy changes?", "If we change this policy, we will notify you.", "yes"),
        ("Do I need a receipt for $60?", "Purchases up to $75 need no receipt.", "no"),
        ("Are bells forbidden on bicycles?", "Bells are not forbidden on bicycles.", "no"),
        ("Can I have a bell on my bicycle?", "Bells are not forbidden on bicycles.", "yes"),
        ("Are bells forbidden on bicycles?", "Bells are strictly forbidden on bicycles.", "yes"),
        ("Is smoking allowed?", "Smoking is forbidden.", "no"),
        ("Do you sell my data?", "We may sell aggregated and personal data to our partners.", "yes"),
        ("Do you encrypt data?", "We encrypt data at rest and in transit, by protocols of the latest practice.", "yes"),
        ("Is smoking ok in the garden?", "You may smoke in the garden.", "yes"),
        ("Am I allowed to sublet my flat?", "Subletting of the flat is strictly forbidden.", "no"),
        ("Is it ok if I bring a dog?", "You may bring a dog.", "yes"),
        ("Can I share my password?", "Passwords must not be shared.", "no"),
        ("Can I have two accounts?", "Each person may have only one free account.", "no"),
        ("Do you collect data from children under 13?", "We do not collect data from anyone under 13.", "no"),
        ("Do you keep data for more than five years?", "We keep data for 7 years.", "yes"),
        ("Do you keep data for more than five years?", "We keep data for five years.", "no"),
        ("Do you keep logs forever?", "No logs are kept indefinitely.", "no"),
        ("Can I request a copy?", "You have the right to request a copy.", "yes"),
        ("Do I need a permit to park?", "You may not park without a permit.", "yes"),
        ("Do you guarantee the security of my data?", "I cannot guarantee the security of your data.", "no"),
    ],
)  # fmt: skip
def test_what_is_said_is_read(question: str, quote: str, expected: str) -> None:
    """Denials, negated questions, figures with units and bounds, ages, exceptions and other places."""
    assert polarity(question, quote)[0] == expected


@pytest.mark.parametrize(
    ("question", "items", "heading"),
    [
        ("Can I have a gas barbecue on my balcony?", "charcoal or gas barbecues", "Forbidden on balconies"),
        ("Are fireworks allowed?", "Knives, fireworks and e-scooters.", "Prohibited items"),
        ("Are knives allowed?", "knives", "Exclusions"),
    ],
)
def test_a_heading_that_forbids_leads_its_items(question: str, items: str, heading: str) -> None:
    """A bare list under it is a list of what is forbidden, though neither has a verb."""
    assert stance(proposition(question, ""), items, heading, lambda _: 1.0, heading).polarity == "no"


@pytest.mark.parametrize(
    "question,quote",
    [
        ("Is my app data encrypted?", "Please check their policies before submitting any of your personal data."),
        ("Do you share my location with others?", "We will not disclose your personal information to third parties."),
        ("Is my data deleted even if a court wants it?", "Subject to clause 3, we delete data after 48 hours."),
        ("Does Alder keep invoices for 5 years?", "Invoices are kept for 7 years."),
        ("Are dogs allowed?", "Dogs must be kept on a lead."),
        ("Is there a fine for a late return?", "A late return is allowed."),
        ("Do you share data with advertisers?", "We share aggregate data and statistics with our advertisers."),
        ("Do you share my data with partners?", "We share your non-personal data with partners."),
        ("Can my dog travel in the hold?", "Dogs can travel in the cabin."),
        ("Do you keep logs for more than 30 days?", "Logs are kept for at least 14 days."),
        ("Do you keep data for more than five years?", "We delete account data 30 days after you leave."),
        ("Are dogs allowed?", "Dogs are welcome in the garden."),
        ("Is smoking allowed?", "Nobody may smoke in the hall."),
        ("Can I delete my data?", "Data may be deleted after 30 days."),
        ("Is Alder's retention period longer than Birch's?", "We keep data for a retention period of 12 months."),
        ("Does Alder store data in Germany?", "Data may be stored in other countries such as Ireland."),
        ("Does Oakline sell my data?", "The categories of data that we have sold, if any."),
        ("Does Alder share health data with advertisers?", "We share health data only with our hosts."),
        ("Do you sell personal data?", "We have no knowledge that we sell personal data of residents under 16."),
        ("Do you answer within 24 hours?", "We answer within three days."),
        ("May a lodger keep a parrot?", "We may end the lease if the lodger keeps a parrot."),
        ("May a supplier employ a 14 year old?", "We may end the contract if the supplier employs anyone under 15."),
        ("Is the fee raised every year?", "The fee is raised at most once in two years."),
        ("May guests stay if I do not register them?", "Guests may stay if you register them."),
        ("Is uptime below 99.7% credited?", "Uptime below 99.5% is credited."),
        ("Does Alder tell me when the policy changes?", "If we change this policy, we may attempt to notify you."),
        (
            "Does Alder use cookies?",
            "Alder does not use cookies. However, its app may use code of others that uses cookies.",
        ),
        (
            "Does Alder sell personal data?",
            "The right to know our purposes for selling it; and the categories of parties to whom we sold data.",
        ),
        ("Do you tell me if there is a data breach?", "We cannot guarantee that there is no breach of your data."),
    ],
)
def test_what_is_not_settled_gets_no_yes_or_no(question: str, quote: str) -> None:
    """Other words, open figures, comparisons, hedges, lists of purposes: the quote is shown without yes or no."""
    assert polarity(question, quote)[0] == ""


@pytest.mark.parametrize(
    ("statement", "called"),
    [
        ("Our use of tracking may be considered a “sale” under the law.", True),
        ("These disclosures may constitute a 'sale' of your data.", True),
        ("Some disclosures may constitute “sharing” or the “sale” of personal information.", True),
        ("This is considered “sharing” and not a sale.", False),
        ("Whether it is deemed a sale depends on the law.", False),
        ("It does not constitute a sale.", False),
        ("You may opt out of the sale of your data.", False),
    ],
)
def test_what_is_called_by_a_deed_s_name(statement: str, called: bool) -> None:
    """A practice that the policy itself calls a sale, or that a law may call one."""
    selling = form("Do you sell data?")
    assert selling
    assert calls(statement, selling) == called


def test_a_condition_is_told() -> None:
    """A yes that holds under a condition carries the quote's own words for it."""
    quote = "We share location data with insurers only where you have opted in."
    assert polarity("Is location shared with insurers by Kestrel?", quote) == ("yes", "only where you have opted in")


@given(quote=st.text(max_size=200), question=st.text(min_size=1, max_size=100))
def test_any_text_is_read(question: str, quote: str) -> None:
    """Any question and quote give one of the three polarities, and a share between 0 and 1."""
    result = stance(proposition(question, "Acme"), quote, "", lambda _: 1.0)
    assert result.polarity in {"yes", "no", ""}
    assert 0 <= result.held <= 1


def test_a_few_words_of_a_long_statement_earn_no_yes() -> None:
    """They lean to it: enough to tell a conflict, too little to say yes."""
    quote = (
        "When you interact with public accounts, bots and communities on our service, we may obtain information about"
        " the messages you have liked, comments you have left and also websites you have viewed through links in them."
    )
    result = stance(proposition("Can anyone obtain websites?", "Viber"), quote, "", lambda _: 1.0)
    assert result.polarity == ""
    short = stance(proposition("Does Alder keep invoices?", "Alder"), "We keep invoices.", "", lambda _: 1.0)
    assert (short.polarity, short.exact) == ("yes", True)


AGES = {  # a statement → who may join by it of 12, 15, 18 and 22: yes, no, or not settled
    "You must be at least 13 years old.": "no yes yes yes",
    "You need to be 18 or older to sign up.": "no no yes yes",
    "Only persons aged 18 or over may register.": "no no yes yes",
    "The Service is open to anyone aged 16 or over.": "no no yes yes",
    "You must be 13 or older, and may not share your account.": "no yes yes yes",
    "Our services are not intended for children under 18.": "no no - -",
    "We don't direct our site to people under 16.": "no no - -",
    "Persons under the age of 18 are not permitted to register.": "no no - -",
    "Children under 13 may not use the Service.": "no - - -",
    "If you are under 18, you may use it only with your parents' permission.": "- - - -",
    "You must be 18, or be at least 13 and have your parents' consent.": "- - - -",
    "You must be at least 13 years old, or 16 years old in Spain.": "no - yes yes",
}


@pytest.mark.parametrize(("statement", "expected"), AGES.items())
def test_who_may_join_by_age(statement: str, expected: str) -> None:
    """By the bound that the statement gives; one who lies between two ages, or needs consent, gets no bare answer."""
    read = [
        stance(proposition(f"I'm {age}, can I join?", ""), statement, "", lambda _: 1.0).polarity or "-"
        for age in (12, 15, 18, 22)
    ]
    assert read == expected.split()


@pytest.mark.parametrize(
    ("age", "settled"),
    [(12, True), (15, False), (19, True)],
)
def test_two_sentences_on_ages_settle_nothing_between_them(age: int, settled: bool) -> None:
    """A bound of 18 is no "No" where the next sentence lets people of 15 in with their parents."""
    text = "You must be 18 or older. If you are 13 to 17 years old you may join with your parents' consent."
    assert leaves_age_open(proposition(f"I'm {age}, can I join?", ""), text, "no") != settled


def test_that_a_parent_must_agree_lets_nobody_in() -> None:
    """Of somebody of 12 "at least 13" is a no, whatever more is asked of those under 18."""
    text = "You must be at least 13 years old. If you are under 18, a parent must agree."
    assert not leaves_age_open(proposition("Can my 12 year old son join?", ""), text, "no")


def test_a_yes_beside_the_consent_of_parents_is_not_settled() -> None:
    """The consent may be a condition of it, unless the question is on that."""
    text = "You must be at least 13. You declare that your parent or guardian has granted you permission."
    assert leaves_age_open(proposition("I'm 14, can I join?", ""), text, "yes")
    assert not leaves_age_open(proposition("I'm 12, can I join?", ""), text, "no")
    assert not leaves_age_open(proposition("I'm 14, do my parents have to agree?", ""), text, "yes")


HARD = [
    # Usual questions to 125 policies, judged by a reader who knew no rule (2026-11-28).
    ("Do you sell my data?", "You have the right to direct us to not sell your personal information.", ""),
    ("Do you sell my data?", "You may ask us not to sell your personal data.", ""),
    ("Do you record my calls?", "You have the right to request that we not record that call or meeting.", ""),
    ("Can I ask you to stop selling my data?", "You can ask us to stop selling your data.", "yes"),
    ("Do you collect health data?", "Personal information does not include health data covered by HIPAA.", ""),
    ("Does the price include breakfast?", "The price does not include breakfast.", "no"),
    ("Do you sell the data of minors?", "We do not intend to sell any of our products or services to minors.", ""),
    ("Do you sell the data of minors?", "We do not have actual knowledge that we sell data of minors.", ""),
    ("Do you sell the data of minors?", "We do not sell the data of minors.", "no"),
    (
        "Do I have to give you my real name?",
        "Because you should not have to provide data, you may register without providing a real name.",
        "",
    ),
    ("Do buyers pay a commission?", "The Seller pays us a commission of 8%.", ""),
    ("Do buyers pay a commission?", "Buyers pay no commission.", "no"),
    ("Do you pay the seller a commission?", "The Seller pays Tallowby a commission of 8%.", ""),
    (
        "Can I opt out of marketing emails?",
        "You can use the link in the email to opt out of receiving marketing emails.",
        "yes",
    ),
    (
        "Does the app collect my location?",
        "The app collects your location.",
        "yes",
    ),  # kinds that a reader who did not know the rules found answered wrongly
    ("Are add-ons refundable if I cancel my plan?", "Add-ons are never refunded, even if you cancel the plan.", "no"),
    ("Can you change the price without my consent?", "Changes to the price always need your express consent.", "no"),
    ("Can I work from home during probation?", "You may work from home after your probation period.", ""),
    ("Are phone calls allowed in the library?", "Phone calls are allowed everywhere but in the library.", "no"),
    ("Is the pool free for non-members?", "Members use the pool free of charge; non-members pay EUR 5.", ""),
    ("Can I accept a gift of EUR 40?", "You may not accept gifts worth more than EUR 50.", ""),
    ("Isn't the deposit returned within 30 days?", "The deposit is returned within 30 days.", "yes"),
    ("Is the second key card replacement free?", "A lost key card is replaced free of charge the first time.", ""),
    ("Is a doctor's note needed on day two of illness?", "A doctor's note is needed from the third day on.", ""),
    ("May I bring three guests?", "You may bring up to two guests.", "no"),
    ("May I bring two guests?", "You may bring up to two guests.", "yes"),
    ("May I bring two bags?", "You may bring not more than three bags.", "yes"),
    ("May five people use the sauna?", "No more than six people may use the sauna at a time.", "yes"),
    ("Are returns free from Norway?", "Returns are free from Norway.", "yes"),
    ("Is eating permitted in the archive?", "Eating is permitted in all rooms but the archive.", "no"),
    ("Is liability for fraud capped?", "Liability is capped at EUR 500, save for fraud.", "no"),
    ("Is my address shared if I opt out?", "Your address is shared unless you opt out.", "no"),
    ("Does the penalty exclude damages?", "The penalty does not exclude damages.", "no"),
    ("Aren't deposits refunded?", "Deposits are never refunded.", "no"),
    ("Do you share data with third parties?", "The categories of third parties with whom we share your data.", ""),
    ("Is Wi-Fi included?", "Wi-Fi is included in suites but not in standard rooms.", ""),
    ("Can a 12 year old use it?", "We do not knowingly market to, or collect data from, children under 13.", ""),
    ("Will a gift card be refunded after two months?", "Shipping fees will be refunded after two months.", ""),
]


@pytest.mark.parametrize(("question", "statement", "expected"), HARD)
def test_what_a_stranger_found_wrong(question: str, statement: str, expected: str) -> None:
    """Exceptions, times, counts, groups, consent and "isn't": the right yes or no, else none."""
    assert stance(proposition(question, ""), statement, "", lambda _: 1.0).polarity == expected


@pytest.mark.parametrize(
    ("question", "item", "lead_in", "expected"),
    [
        ("Do you sell my address?", "sell your address;", "We never", "no"),
        ("Is jewellery covered by your insurance?", "- jewellery", "Not covered by our insurance", "no"),
        ("May I send perishable goods?", "1. send perishable goods;", "You may not", "no"),
        ("Do you photograph every parcel?", "- photograph every parcel", "Things we do", "yes"),
        ("Do you sell my address?", "We sell your address.", "What we never do", "yes"),
    ],
)
def test_an_item_is_read_with_what_leads_it_in(question: str, item: str, lead_in: str, expected: str) -> None:
    """A heading that denies its items denies them; a sentence below it says what it says."""
    assert stance(proposition(question, ""), item, lead_in, lambda _: 1.0, lead_in).polarity == expected


def test_a_sentence_may_take_back_the_one_before() -> None:
    """What "does not apply to annual plans" leaves no bare yes."""
    assert is_taken_back("You may cancel at any time. This does not apply to annual plans.")
    assert not is_taken_back("You may cancel at any time. You need give no reason.")

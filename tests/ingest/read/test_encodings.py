"""Code pages are told by what they say; what cannot be told is refused."""

import pytest

from ingest.read.encodings import decode_text

POLISH = "Polityka prywatności\n\nPrzechowujemy dane użytkowników przez 24 miesiące od zakończenia umowy."
CZECH = "Zásady ochrany osobních údajů\n\nUchováváme údaje uživatelů po dobu 24 měsíců od ukončení smlouvy."
HUNGARIAN = "Az adatokat 24 hónapig őrizzük meg a szerződés megszűnése után. Felhasználók jogai, időtartam, gyűjtünk."
ROMANIAN = "Politica de confidenţialitate. Datele sunt păstrate timp de 24 de luni după încheierea contractului."
TURKISH = "Gizlilik politikası\n\nKişisel verilerinizi 24 ay süreyle saklıyoruz. Değişiklik yapılabilir."
RUSSIAN = "Политика конфиденциальности. Мы храним данные пользователей 24 месяца."
CHINESE = "隐私政策\n\n一、我们收集的信息\n我们会收集您的姓名和电话号码，并保存二十四个月。\n"
TAIWAN = "隱私權政策\n\n我們會收集您的姓名和電話號碼，並保存二十四個月。\n"
JAPANESE = "プライバシーポリシー\n\n当社は利用者の個人情報を24か月間保存します。\n"
KOREAN = "개인정보 처리방침\n\n회사는 이용자의 개인정보를 24개월 동안 보관합니다.\n"
GREEK = "Πολιτική απορρήτου\n\nΔιατηρούμε τα δεδομένα σας για 24 μήνες.\n"


@pytest.mark.parametrize(
    "encoding,text",
    [
        ("cp1252", "Nordlys – Personvern\nWe keep “support tickets” for 18 months. Prices from €20."),
        ("cp1252", "Kündigung der Mitgliedschaft ist mit einer Frist von 30 Tagen möglich. Größe über alles."),
        ("cp1252", "La política de privacidad de España: información sobre el tratamiento de años."),
        ("cp1252", "Meet us at the café."),
        ("cp1252", "£5 fee; 20°C; ½ day"),
        ("cp1250", POLISH),
        ("cp1250", CZECH),
        ("cp1250", HUNGARIAN),
        ("cp1250", ROMANIAN),
        ("iso8859-2", POLISH),
        ("cp1254", TURKISH),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp1253", GREEK),
        ("gbk", CHINESE),
        ("big5", TAIWAN),
        ("shift_jis", JAPANESE),
        ("euc-kr", KOREAN),
    ],
)
def test_a_code_page_is_told_by_its_language(encoding: str, text: str) -> None:
    """The same words come out, in a short text and in a long one."""
    assert decode_text(text.encode(encoding)) == text
    long = f"{text}\n" * (300_000 // len(text.encode(encoding)))
    assert decode_text(long.encode(encoding)) == long


def test_what_cannot_be_told_is_refused() -> None:
    """One plain line instead of words that nobody wrote."""
    with pytest.raises(ValueError, match="encoding that cannot be told for sure; save it as UTF-8"):
        decode_text("Nous gardons les données à caractère privé après la clôture.".encode("mac_roman"))

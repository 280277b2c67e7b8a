"""Letters that follow each other as in no language are told from those of any language, codes, numbers and programs."""

from __future__ import annotations

import random
import string

import pytest

from docexplain.ingest.legibility.letters import is_strange

NATURAL = {
    "English": "The borrower repays the loan in twelve monthly instalments, and the lender may end the agreement when "
    "two of them are late by more than ten days.",
    "German": "Der Mieter zahlt die Miete monatlich im Voraus auf das Konto des Vermieters und trägt außerdem die "
    "Kosten für kleinere Schönheitsreparaturen während der gesamten Mietzeit.",
    "French": "Le vendeur s'engage à livrer le navire en bon état dans le port désigné, où l'acheteur prendra "
    "possession après avoir réglé l'intégralité du prix d'achat convenu.",
    "Turkish": "Kiracı, kira bedelini her ayın ilk beş günü içinde kiraya verenin banka hesabına yatırmayı ve "
    "taşınmazı özenle kullanmayı kabul eder, aksi hâlde sözleşme feshedilebilir.",
    "Polish": "Sprzedawca zobowiązuje się dostarczyć statek w dobrym stanie, a kupujący zapłaci całą cenę w ciągu "
    "trzydziestu dni od podpisania niniejszej umowy przez obie strony.",
    "Czech": "Smluvní strany se dohodly, že kupní cena bude uhrazena ve dvou splátkách, přičemž první splátka je "
    "splatná v den podpisu této smlouvy a druhá při předání zboží.",
    "Finnish": "Vuokralainen maksaa vuokran kuukausittain etukäteen vuokranantajan ilmoittamalle tilille ja vastaa "
    "myös sähkön ja veden kulutuksesta koko vuokrasuhteen ajan.",
    "Hungarian": "Az eladó kötelezi magát arra, hogy a hajót jó állapotban szállítja le a megjelölt kikötőbe, a vevő "
    "pedig harminc napon belül megfizeti a teljes vételárat.",
    "Vietnamese": "Bên thuê có trách nhiệm trả tiền thuê nhà hàng tháng cho bên cho thuê và giữ gìn tài sản trong "
    "suốt thời gian thuê theo đúng các điều khoản của hợp đồng này.",
    "Welsh": "Bydd y tenant yn talu'r rhent bob mis ymlaen llaw i gyfrif banc y landlord ac yn cadw'r eiddo mewn "
    "cyflwr da drwy gydol cyfnod y cytundeb hwn.",
    "Greek": "Ο μισθωτής καταβάλλει το μίσθωμα κάθε μήνα στον τραπεζικό λογαριασμό του εκμισθωτή και διατηρεί το "
    "ακίνητο σε καλή κατάσταση καθ' όλη τη διάρκεια της μίσθωσης.",
    "Russian": "Арендатор ежемесячно перечисляет арендную плату на банковский счёт арендодателя и поддерживает "
    "имущество в надлежащем состоянии в течение всего срока договора.",
    "Ukrainian": "Орендар щомісяця перераховує орендну плату на банківський рахунок орендодавця та підтримує майно в "
    "належному стані протягом усього строку дії договору.",
    "Hebrew": "השוכר ישלם את דמי השכירות מדי חודש לחשבון הבנק של המשכיר וישמור על הנכס במצב תקין לאורך כל תקופת החוזה",
    "Arabic": "يلتزم المستأجر بدفع الإيجار شهريا إلى حساب المؤجر في البنك والمحافظة على العقار في حالة جيدة",
    "Chinese": "承租人应当按月将租金支付到出租人的银行账户并在整个租赁期间妥善保管房屋不得擅自改变房屋的结构和用途",
    "formulas": "The angle \u03b1 and \u0394x are small; a \u03bcm is 1000 nm and \u03bcF is kept; \u03b2-blockers and "
    "\u03b3-rays, with \u03a3xi over all i, and the \u03c7-test of the \u03bcth row. The rest is in English.",
    "formulas only": "Δx Δt ΔE μm μF μmol λmax σmax εmax θmin θmax αmin βmax γray ωmax ρair ρwater ηth ΔHf ΔGf ΔSf",
    "units": "5 μmol/L, 10 μmol, 20 μmol/L, 30 μmol, 40 μmol, 12 μsec, 14 μsec, ΔHvap, ΔTmax, 7 μbar, 8 μGy, 9 "
    "μSv, kΩm",
    "medicine": "Ο αβ-Blocker, η COVID-19 και το Wi-Fi, η εταιρεία Siemens ΑΕ, 5 μm, IFNγ, TNFα, NFκB, αSMA, "
    "IL1β, TGFβ, "
    "PPARγ, ERα, PKCδ, βhCG",
    "Russian with Latin names": "ООО Siemens и ЗАО «Wi-Fi роутер» поставят 5 кг COVID-19 тестов, 10 м² плёнки, "
    "USB-кабель, "
    "SIM-карту, IP-адрес, e-mail, PDF-файл, VIP-зал, LED-лампу, GPS-модуль, SMS-сообщение, HTML-код, pH-метр и X-лучи.",
    "Russian trade marks": "ЯndexТакси МТСbank BeeЛайн МегаFon СберBank ГазпромNeft РосTelecom КиноPoisk "
    "ТелеTrade РусHydro "
    "USBкабель SIMкарта IPадрес Аэроflot Альфаbank",
    "Ukrainian with Latin names": "Орендар щомісяця перераховує плату на рахунок ТОВ Microsoft Україна: Wi-Fi, "
    "COVID-19, "
    "5 кг, п'ять, м'ята, ґанок, їжа, SMS-повідомлення, ІТ-компанія, e-Підпис.",
    "Serbian in both scripts": "Закупац плаћа закуп. Zakupac plaća zakup. Ћирилица и latinica: Београд Beograd, "
    "Ниш Niš, "
    "Чачак Čačak, Љубљана Ljubljana, Џеп Džep, Ђаци Đaci.",
    "Chinese with Latin": "承租人Siemens公司应当按月将租金支付到出租人的ABC银行账户,USB接口和Wi-Fi路由器,"
    "COVID-19检测,5kg货物,VIP客户,"
    "App下载,PDF文件,iPhone手机",
    "capitals": "NOTWITHSTANDING ANYTHING TO THE CONTRARY THE LESSEE SHALL INDEMNIFY AND HOLD HARMLESS THE LESSOR FROM "
    "ALL CLAIMS, LOSSES AND EXPENSES.",
    "numbers": "$ 1,234 (5.6)% 2,345 $ 3,456 (7.8)% 4,567 -- 12/31/2021 +8.9% #12 [3] 4:5 6;7 $ 1,234 (5.6)% 2,345 "
    "3,456 (7.8)% 4,567 12/31/2021 +8.9%",
    "program": "static int read_bytes(struct reader *ptr, char *buf, size_t len) { if (!ptr || !buf) return -1; for "
    "(size_t i = 0; i < len; i++) { buf[i] = ptr->data[ptr->pos++]; } return (int)len; }",
    "names of columns": "cust_id acct_nbr txn_dt txn_amt_usd cur_cd src_sys_nm load_ts upd_usr_id rec_stat_cd "
    "prd_cat_lvl_1 prd_cat_lvl_2 ship_to_addr_ln_1 bill_to_zip_cd",
    "addresses": "https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany https://cccsbg.at/qxjk/zvwq.pdf "
    "www.ldnwk.xyz/fghjk/lmnpqr qwrtpsd@zxcvbn.hjk https://github.com/pqrs/tvwxz",
    "redacted": "Sold by XXXXXXXX XXXXXXX of XXXXXX XXXXXXXX, insured with XXXXXXXXXXX by XXXXXXX XXXXXXXX XXXXX.",
    "an alphabet": f"{string.ascii_uppercase} {string.ascii_lowercase} 0123456789 {string.ascii_lowercase}",
    "dots": "Introduction ........................ 3 Terms _____________________________ 7 ---------------- 9",
    "hexadecimal": "".join(random.Random(1).choices("0123456789abcdef", k=400)),
    "a key": "".join(random.Random(2).choices(string.ascii_letters + string.digits + "+/", k=800)),
}


@pytest.mark.parametrize("kind", NATURAL)
def test_what_people_write_is_not_strange(kind):
    assert not is_strange(NATURAL[kind])


def mixed_up(alphabet: str, seed: int) -> dict[int, str]:
    """A map of letters to others, capitals alike."""
    others = list(alphabet)
    random.Random(seed).shuffle(others)
    pairs = list(zip(alphabet, others, strict=True))
    return str.maketrans(dict([*pairs, *((one.upper(), other.upper()) for one, other in pairs)]))


ALPHABETS = {
    **dict.fromkeys(["English", "German", "French", "Polish", "Turkish", "Finnish"], string.ascii_lowercase),
    "Greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "Russian": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}


@pytest.mark.parametrize("language", ALPHABETS)
def test_mixed_up_letters_are(language):
    found = [is_strange(NATURAL[language].translate(mixed_up(ALPHABETS[language], seed))) for seed in range(40)]
    assert sum(found) >= 37  # now and then common letters stand for common ones


@pytest.mark.parametrize("by", [1, 3, 7, 25, -3, -7, -29, -31, 40, 64, 128, 160])
@pytest.mark.parametrize("language", ["English", "German", "French"])
def test_shifted_letters_are(language, by):
    text = NATURAL[language]
    assert is_strange("".join(chr(max(ord(c) + by, 1)) if c != " " else c for c in text))


@pytest.mark.parametrize(
    "text", ["ж" * 40_000, "жa" * 20_000, "a" * 20_000 + "ж" * 20_000, "é" * 20_000 + "ж" * 20_000]
)
def test_long_words_take_no_time(text):
    is_strange(text)


def test_little_text_says_nothing():
    assert not is_strange("Xvkq Bzrt Pwl")

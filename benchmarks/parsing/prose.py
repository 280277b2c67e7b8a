"""Sentences as contracts and annual reports have them, from a small grammar: no data from outside, same by seed."""

from __future__ import annotations

import random
import re

LONGEST = 1150
"""Characters of a paragraph."""
LONGEST_FOREIGN = 380
SLOTS = {
    "party": "the Company|the Employee|the Lender|the Borrower|the Supplier|the Customer|the Landlord|the Tenant|"
    "the Guarantor|the Agent|the Trustee|the Licensee|the Contractor|the Board|the Audit Committee|Northgate Holdings|"
    "Marrow & Sons|the Fund|the Seller|the Buyer",
    "thing": "agreement|facility|invoice|schedule|notice|guarantee|amendment|lease|policy|report|settlement|statement|"
    "certificate|licence|undertaking|instalment|warranty|transaction|investment|indemnity|valuation|security deposit",
    "kind": "written|annual|long-term|short-term|final|interim|revised|third-party|non-binding|audited|outstanding|"
    "additional|separate|cross-border|market-based|fixed-rate|mutual|binding|quarterly|reasonable|year-end",
    "did": "approved|reviewed|terminated|delivered|published|withdrew|extended|renewed|disputed|signed|registered|"
    "settled|confirmed|amended|transferred|acknowledged|rejected|completed",
    "shall": "shall deliver|may terminate|must disclose|shall maintain|will provide|shall not assign|may inspect|"
    "shall reimburse|agrees to indemnify|undertakes to file|must return|shall keep confidential",
    "rose": "rose|fell|increased|decreased|grew|declined|improved|deteriorated|recovered|remained unchanged",
    "figure": "net revenue|operating profit|gross margin|the impairment charge|interest expense|free cash flow|"
    "the provision for claims|headcount|the dividend per share|depreciation|the pension obligation|working capital",
    "cause": "higher energy prices|the weaker currency|the sale of the packaging division|delayed deliveries|"
    "a change in accounting policy|lower demand in the northern markets|the refinancing completed in spring|"
    "favourable weather|new customers abroad|a one-time gain",
    "place": "Rotterdam|Leeds|Antwerp|Hamburg|Lyon|Trieste|Gdansk|Porto|Malmo|Cork",
    "month": "January|February|March|April|May|June|July|August|September|October|November|December",
    "law": "applicable law|the governing statute|the listing rules|this clause|the previous section|Schedule 4|"
    "paragraph 7(b)|the accounting standards|Article 12|the data protection regulation",
}
SENTENCES = """
{Party} {shall} the {kind} {thing} to {party} within {days} days after {law} takes effect.
{Party} {did} the {kind} {thing} on {date}, and {party} {did} it in {place} {days} days later.
If {party} fails to pay the {thing} of {amount} when due, interest accrues at {percent} a year from {date}.
{Figure} {rose} by {percent} to {amount}, mainly because of {cause}.
In {month}, {figure} {rose} to {amount} (previous year: {amount}) as a result of {cause}.
Nothing in this {thing} limits the liability of {party} for fraud or for a breach of {law}.
Unless {law} requires otherwise, {party} {shall} any {kind} {thing} that {party} has {did} since {date}.
{Party} has {did} the {thing}; its value of {amount} is stated before tax and excludes {cause}.
Each {kind} {thing} is governed by {law}, and the courts of {place} have exclusive jurisdiction.
No {thing} is valid unless it is {kind}, dated and {did} by both parties in {place}.
The {kind} {thing} between {party} and {party} ends on {date} or when {law} so provides.
Management expects that {figure} will remain near {amount}, provided that {cause} does not affect the {thing}.
{Party} holds {percent} of the shares in {place} and has {did} a {kind} {thing} over the remaining {percent}.
For the purposes of {law}, a {kind} {thing} means any {thing} worth more than {amount}.
{Party} {shall} the {thing} at its own cost, except where {party} has {did} the {kind} {thing} before {date}.
The auditors {did} {figure} and found that {cause} explains {percent} of the difference of {amount}.
Where a {thing} is {did}, {party} {shall} all {kind} copies of it and certify this to {party} by {date}.
Compared with {place}, {figure} {rose} by only {percent}, which the Board attributes to {cause} and to {cause}.
""".strip().splitlines()
HEADINGS = (
    """
Definitions, Term and Termination, Payment Terms, Liability and Indemnity, Confidential Information,
Governing Law, Results of Operations, Liquidity and Capital, Risk Management, Impairment of Assets,
Employee Benefits, Related Parties, Segment Reporting, Subsequent Events, Insurance Cover,
Transfer of Rights, Notices, Data Protection, Force Majeure, Corporate Governance,
Remuneration Report, Internal Control, Leases, Provisions, Financial Instruments,
Revenue Recognition, Working Hours, Holiday Entitlement, Intellectual Property, Delivery and Acceptance,
Market Overview, Outlook
""".replace("\n", " ")
    .strip()
    .split(", ")
)


class Prose:
    """Sentences, paragraphs and values, drawn from one random source."""

    def __init__(self, random_source: random.Random) -> None:
        self.random = random_source
        self._headings: list[str] = []

    def sentence(self) -> str:
        """One sentence with its full stop."""
        text = re.sub(r"\{(\w+)\}", self._fill, self.random.choice(SENTENCES))
        return re.sub(r"\b([Aa]) (?=[aeiu]|ou)", r"\1n ", text)

    def paragraph(self, least: int = 2, most: int = 5) -> str:
        """So many sentences, or fewer: docexplain parts longer paragraphs on purpose."""
        text = self.sentence()
        for _ in range(self.random.randint(least, most) - 1):
            longer = f"{text} {self.sentence()}"
            text = longer if len(longer) <= LONGEST else text
        return text

    def clause(self) -> str:
        """What stands in a list: a sentence without its end, or a whole one."""
        text = self.sentence()
        return text if self.random.random() < 0.4 else text.removesuffix(".") + ";"

    def heading(self) -> str:
        """A title; each is used once before any comes again."""
        if not self._headings:
            self._headings = self.random.sample(HEADINGS, len(HEADINGS))
        return self._headings.pop()

    def label(self) -> str:
        """What stands first in a table's row."""
        words = f"{self._choose('kind')} {self._choose('thing')}"
        return words[0].upper() + words[1:]

    def number(self) -> str:
        """A value as tables have it."""
        value = f"{self.random.randint(100, 99_999):,}"
        return f"({value})" if self.random.random() < 0.15 else value

    def _choose(self, slot: str) -> str:
        return self.random.choice(SLOTS[slot].split("|"))

    def _fill(self, found: re.Match[str]) -> str:
        slot = found.group(1)
        if slot == "amount":
            return f"{self.random.choice('$€£')}{self.random.randint(2, 980)}.{self.random.randint(0, 9)} million"
        if slot == "percent":
            return f"{self.random.randint(1, 48)}.{self.random.randint(1, 9)}%"
        if slot == "days":
            return self.random.choice(["ten", "14", "thirty", "60", "ninety", "120"])
        if slot == "date":
            return f"{self.random.randint(1, 28)} {self._choose('month')} {self.random.randint(2015, 2027)}"
        text = self._choose(slot.lower())
        return text[0].upper() + text[1:] if slot[0].isupper() else text


WORDS = {
    "hebrew": """
החברה העובד המלווה הלווה ההסכם החוזה הודעה תשלום ריבית תקופה סעיף תנאי סכום שקלים חודש שנה בנק ערבות נכס מכירה
ישלם יודיע ימסור יקבל רשאי חייב נחתם הוסכם אושר יבוטל בכתב מראש בסוף לאחר לפני בין לבין של על לפי אלא אם כל צד
דין בית משפט""",
    "arabic": """
هذا عقد مبرم بين شركة وموظف في مايو يدفع صاحب عمل نهاية كل شهر يوم سنة دينار طرف مدير مصرف قرض فائدة دين بنك
سعر بند مدة تاريخ حق حقوق ضمان شرط شروط قانون محكمة حكم قرار إدارة تقرير ربح خسارة بيع شراء سند سندات نقد دفع
تسديد تأخير غرامة نسبة منح يمنح يقدم يحدد يجوز يجب أن من عن مع بعد قبل خمسة عشرة ثمن مستند توقيع وثيقة نسخة
إشعار كتابي فرع مكتب مقر مدينة سوق بضاعة توريد مخزن نقدي سنوي شهري""",
    "chinese": """
本合同 由 甲方 乙方 签订 工资 每月 月底 支付 任何 一方 可以 提前 三十天 书面 通知 终止 利息 按照 年利率 计算
公司 董事会 批准 年度 报告 营业 收入 增长 下降 主要 因为 原材料 价格 上涨 贷款 担保 到期 应当 偿还 不得 转让
权利 义务 保密 信息 违约 责任 赔偿 损失 法院 管辖 适用 法律 有效期 自动 延长 员工 享有 带薪 年假 现金流 资产
负债 股东 分红""",
    "japanese": """
会社は 従業員に 毎月 末日に 給与を 支払う ものとする 契約は 書面による 通知の 三十日後に 終了する 利息は
年率で 計算される 取締役会は 年次報告書を 承認した 売上高は 前年より 増加した 減少した 原材料の 価格が
上昇したため 当事者は 秘密情報を 第三者に 開示しては ならない 損害を 賠償する 責任を 負う 裁判所を 管轄と する""",
    "korean": """
회사는 직원에게 매월 말일에 급여를 지급한다 계약은 서면 통지 후 삼십일 뒤에 종료된다 이자는 연이율로 계산한다
이사회는 연차보고서를 승인하였다 매출은 전년보다 증가하였다 감소하였다 원자재 가격이 상승하였기 때문이다
당사자는 비밀정보를 제삼자에게 공개하지 않는다 손해를 배상할 책임을 진다 법원을 관할로 한다""",
}
"""Of Arabic only words that MuPDF sets without ligatures of lam: these have no way back to their letters."""


def foreign(source: random.Random, language: str, sentences: int) -> str:
    """Sentences of random words: they mean nothing, but their letters run as those of the language do."""
    words = WORDS[language].split()
    result = []
    for _ in range(sentences):
        chosen = [source.choice(words) for _ in range(source.randint(7, 14))]
        if source.random() < 0.4:
            chosen[source.randrange(1, 6)] = str(source.randint(2, 2400))
        if language in {"chinese", "japanese"}:
            comma = "\uff0c" if language == "chinese" else "\u3001"
            middle = len(chosen) // 2
            result.append("".join(chosen[:middle]) + comma + "".join(chosen[middle:]) + "\u3002")
        else:
            result.append(" ".join(chosen) + ".")
        if sum(map(len, result)) + len(result) > LONGEST_FOREIGN:
            result.pop()
            break
    return ("" if language in {"chinese", "japanese"} else " ").join(result)

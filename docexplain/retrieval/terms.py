"""Words of finance and law that mean the same, and which statement of accounts says what.

Kept small and general: names that standards, filings and textbooks use side by side, not what single questions need.
"""

from __future__ import annotations

from enum import StrEnum


class Statement(StrEnum):
    """One of the primary statements of a company's accounts."""

    INCOME = "income"
    BALANCE = "balance"
    CASH = "cash"


NAMES: dict[Statement, tuple[str, ...]] = {
    Statement.INCOME: (
        "income statement",
        "statement of income",
        "statement of operations",
        "statement of earnings",
        "earnings statement",
        "profit and loss",
        "p&l",
        "statement of profit or loss",
    ),
    Statement.BALANCE: ("balance sheet", "statement of financial position", "statement of financial condition"),
    Statement.CASH: ("cash flow statement", "statement of cash flow", "cash flows statement"),
}
"""What each is called; in the plural too."""

LINES: dict[Statement, tuple[tuple[str, ...], ...]] = {
    Statement.INCOME: (
        ("net sales", "revenue", "sales to customers"),
        ("cost of sales", "cost of goods sold", "cost of revenue", "cost of products", "costs of sales"),
        (
            "operating income",
            "income from operations",
            "earnings from operations",
            "operating profit",
            "operating loss",
        ),
        ("before income tax", "before provision", "before tax"),
        ("provision for income taxes", "income tax expense", "provision for taxes", "income taxes", "income tax"),
        ("net income", "net earnings", "net loss", "profit for the"),
        ("per share", "basic and diluted"),
        ("interest expense", "interest income", "finance costs"),
        ("selling, general", "general and administrative", "selling and marketing"),
        ("research and development", "restructuring", "amortization"),
        ("diluted",),
        ("basic",),
    ),
    Statement.BALANCE: (
        ("total assets",),
        ("total liabilities",),
        ("current assets",),
        ("current liabilities",),
        ("accounts payable", "trade payables", "trade and other payables"),
        ("receivable",),
        ("retained earnings", "accumulated deficit", "reinvested earnings"),
        (
            "shareholders’ equity",
            "shareholders' equity",
            "stockholders’ equity",
            "stockholders' equity",
            "total equity",
        ),
        ("inventories", "inventory"),
        ("property",),
        ("goodwill",),
        ("cash and cash equivalents",),
        ("common stock", "share capital"),
        ("treasury stock", "paid-in capital", "additional paid"),
    ),
    Statement.CASH: (
        ("operating activities",),
        ("investing activities",),
        ("financing activities",),
        ("depreciation",),
        ("purchases of property", "capital expenditure", "additions to property", "payments for property"),
        ("at end of", "end of period", "end of year", "end of the period"),
        ("at beginning of", "beginning of period", "beginning of year"),
        ("dividends",),
        ("repurchase", "purchases of treasury", "treasury stock"),
        ("net increase", "net decrease", "increase (decrease) in cash", "change in cash"),
        ("acquisitions", "acquired"),
        ("stock-based compensation", "share-based compensation"),
        ("repayment", "proceeds from"),
    ),
}
"""What stands in each, by line, however the line is called: so many lines are on no page but the statement's own."""

ITEMS: dict[Statement, tuple[str, ...]] = {
    Statement.INCOME: (
        "revenue",
        "net sales",
        "top line",
        "cost of goods sold",
        "cogs",
        "gross margin",
        "gross profit",
        "operating income",
        "operating margin",
        "operating profit",
        "ebit",
        "ebitda",
        "net income",
        "net earnings",
        "net profit",
        "effective tax rate",
        "income tax",
        "interest expense",
        "interest coverage",
        "earnings per share",
        "eps",
        "asset turnover",
        "inventory turnover",
        "days payable",
        "return on assets",
        "return on equity",
        "capital intensive",
    ),
    Statement.BALANCE: (
        "total assets",
        "current assets",
        "current liabilities",
        "working capital",
        "current ratio",
        "quick ratio",
        "accounts payable",
        "accounts receivable",
        "inventory",
        "inventories",
        "property plant and equipment",
        "pp&e",
        "ppe",
        "ppne",
        "fixed asset",
        "fixed assets",
        "asset turnover",
        "inventory turnover",
        "days payable",
        "return on assets",
        "return on equity",
        "capital intensive",
        "shareholders equity",
        "stockholders equity",
        "retained earnings",
        "goodwill",
        "debt to equity",
        "liquidity",
    ),
    Statement.CASH: (
        "cash flow",
        "cash flows",
        "capital expenditure",
        "capital expenditures",
        "capex",
        "depreciation and amortization",
        "d&a",
        "dividends paid",
        "operating activities",
        "investing activities",
        "financing activities",
        "share repurchases",
    ),
}
"""What a question may ask of each."""

SAME: tuple[tuple[str, ...], ...] = (
    ("capex", "capital expenditure", "purchases of property plant and equipment", "additions to property"),
    ("pp&e", "ppe", "ppne", "fixed asset", "property plant and equipment"),
    ("cogs", "cost of goods sold", "cost of sales", "cost of revenue", "cost of products sold"),
    ("revenue", "net sales", "top line", "net revenues"),
    ("net income", "net earnings", "net profit", "bottom line"),
    ("operating income", "income from operations", "operating profit", "earnings from operations", "ebit"),
    ("gross margin", "gross profit", "gross profit rate"),
    ("d&a", "depreciation and amortization"),
    ("eps", "earnings per share"),
    ("accounts payable", "trade payables", "dpo", "days payable"),
    ("accounts receivable", "trade receivables", "receivables", "dso"),
    ("inventory", "inventories", "dio"),
    ("working capital", "current ratio", "total current assets", "total current liabilities"),
    ("total assets", "asset turnover"),
    ("effective tax rate", "income tax", "provision for income taxes"),
    ("shareholder", "stockholder"),
    ("legal battle", "lawsuit", "litigation", "legal proceedings", "legal action", "contingencies"),
    ("acquisition", "acquired", "business combination", "purchase of a business", "takeover"),
    ("divestiture", "disposal", "sale of a business", "spin-off"),
    ("guidance", "outlook", "forecast"),
    ("geography", "region", "geographic", "country", "countries"),
    ("customer", "purchaser", "buyer"),
    ("dividend", "distribution to shareholders"),
    ("share repurchase", "buyback", "stock repurchase", "treasury stock"),
    ("debt", "borrowings", "notes payable"),
    ("employee", "workforce", "headcount", "human capital"),
    ("ceo", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("agm", "annual meeting of shareholders"),
    ("r&d", "research and development"),
    ("sg&a", "selling general and administrative"),
    ("fx", "foreign exchange", "currency"),
    ("yoy", "year over year", "compared to prior year"),
    ("terminate", "end", "cancel"),
    ("salary", "pay", "wage", "remuneration", "compensation"),
    ("rent", "lease payment"),
    ("landlord", "lessor"),
    ("tenant", "lessee"),
    ("indemnify", "hold harmless"),
    ("governing law", "applicable law", "laws of the state"),
)
"""Phrases of which each finds the others."""

OF_THE_TASK = frozenset(
    """
    according address analyst answer approach approximation ask asked assume assuming available base based basing
    below best calculate calculated clearly compute considering data decimal define defined described detail
    details drawing evident explain express extract figure financial following form from give given information
    items judgment judgments line mention mentioned metric need needed only outlined perspective place places
    plainly please possible primarily primary provide provided question reasonable relevant rely relying
    respond response round rounded show shown solution standpoint state stated take taking tell text unit units
    use used useful using utilize utilizing well what within work
    """.split()
)
"""Words of questions that say how to answer rather than what about; counted less where other words are left."""

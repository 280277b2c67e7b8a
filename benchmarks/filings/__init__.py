"""Questions about real filings whose answers and pages are known (FinanceBench), and whether both are found."""

"""The registry of legal persons (ثبت شرکت‌ها): what a firm is, and whether it still acts."""

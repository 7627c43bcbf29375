"""年度检查计划 (2.1.plan): what is promised, what is done."""

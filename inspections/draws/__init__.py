"""随机抽取 (2.3, 2.0.m8): a frozen list, two sealed numbers, one result."""

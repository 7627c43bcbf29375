"""公文设置 and 公文模板: what a town sets of its own papers, without code."""

"""受理群众举报 (2.0.m7): the window, the public page, who handles."""

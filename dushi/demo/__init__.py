"""The demo: twelve weeks of the town's work, played by the real actions on a simulated clock. All people are 示例.

It stands above every room and nothing imports it.
"""

"""What is to be done: one function an event type. How to do it once is the worker's business."""

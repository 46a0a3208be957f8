"""The store against TinyDB itself: its own tests, and random use beside the stock one."""

"""The emergency screen: the venue's plan, one key for each event, a clock, the sheet for the ambulance."""

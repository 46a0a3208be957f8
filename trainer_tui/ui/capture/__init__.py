"""The steps of recording an incident: what each shows and what its keys do."""

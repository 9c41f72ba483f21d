"""Evidence → an Answer or a Refusal, in the reports' own words."""

"""A simulated province and one month of its life, told as it happens (`kiennghi demo`)."""

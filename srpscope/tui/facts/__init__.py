"""What the screens say, worked out without a screen: marks, time order, operands, bytes, sentences."""

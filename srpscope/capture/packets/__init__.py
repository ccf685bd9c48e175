"""Packets in a file: one module a format gives them, with its link type; dissection.py hands each to the layer that it
starts with, in bluetooth/ or network/."""

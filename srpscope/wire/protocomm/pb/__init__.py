"""Protobuf messages of ESP-IDF protocomm and provisioning: our own .proto files and the code generated from them.

`make proto` regenerates it. The package srpscope.protocomm and the full path in each file's name keep these apart from
other copies of the same messages in one process.
"""

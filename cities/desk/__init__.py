"""The editors' desk: who may enter, what each role may do there, and the frame of its pages."""

"""The interface for other programs: read-only, versioned, one query and one error shape everywhere.

``views`` parse, ask and answer; ``records`` say what a record looks like, ``columns`` what a download's row looks like;
``schema`` describes all of it to machines.
"""

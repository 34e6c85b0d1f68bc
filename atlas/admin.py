"""What the desk gets from this floor: public pages of what is not public yet."""

from atlas.views.rehearsal import at_the_desk
from submissions.admin import SubmissionAdmin

SubmissionAdmin.drawn_by = staticmethod(at_the_desk)

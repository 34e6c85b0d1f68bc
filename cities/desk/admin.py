"""People and the log of sign-ins in the desk."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from cities.desk.models import SignIn
from cities.desk.people import PersonAdmin, SignInAdmin

# Groups are kept by cities/desk/roles.py; nobody, superusers neither, reads the keys of second factors; and the
# queue of tasks is the machine's, in no language of ours.
admin.site.unregister([Group, TOTPDevice, DBTaskResult])
admin.site.unregister(get_user_model())
admin.site.register(get_user_model(), PersonAdmin)
admin.site.register(SignIn, SignInAdmin)

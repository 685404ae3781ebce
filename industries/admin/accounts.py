"""The accounts of those who work at the desk."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from industries.admin.base import CheckedActions
from industries.models import Account


class AccountCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Account
        fields = ("username", "language")


class AccountChangeForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Account


@admin.register(Account)
class AccountAdmin(CheckedActions, UserAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    list_display = ("username", "language", "is_active", "is_staff", "is_superuser", "last_login")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Desk"), {"fields": ("language",)}))
    add_fieldsets = (
        (None, {"fields": ("username", "language", "usable_password", "password1", "password2")}),
    )


admin.site.unregister(Group)


@admin.register(Group)
class DeskGroupAdmin(CheckedActions, GroupAdmin):
    pass

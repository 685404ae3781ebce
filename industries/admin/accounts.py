"""The accounts of those who work at the desk."""

from typing import Any

from axes.utils import reset as forget_failures
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_encode
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from industries.admin.forms import CheckedActions
from industries.models import Account
from industries.models.bilingual import LANGUAGES

# what the groups that the migrations make are called
ROLES = {
    "Authors": gettext_lazy("Authors"),
    "Reviewers": gettext_lazy("Reviewers"),
    "Administrators": gettext_lazy("Administrators"),
}
# the backend that whoever comes with a link is signed in by
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
_RIGHTS = (gettext_lazy("Beyond the groups"), {"fields": ("is_superuser",)})


def one_time_path(account: Account) -> str:
    """Return the path on which the account's password can be chosen: once, within a day."""
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    return reverse("admin:choose_password", args=[uid, token])


class GroupsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(ROLES.get(obj.name, obj.name))


# instead of Django's, which speaks of other ways to sign in than there are here
WITHOUT_PASSWORD = gettext_lazy("Without a password the account signs in by a one-time link.")


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = WITHOUT_PASSWORD


class AccountCreationForm(AdminUserCreationForm):
    usable_password = AdminUserCreationForm.create_usable_password_field(WITHOUT_PASSWORD)
    groups = GroupsField(
        Group.objects.all(),
        required=False,
        label=gettext_lazy("Groups"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(AdminUserCreationForm.Meta):
        model = Account
        fields = ("username", "language", "groups")


class AccountChangeForm(UserChangeForm):
    groups = AccountCreationForm.base_fields["groups"]

    class Meta(UserChangeForm.Meta):
        model = Account


@admin.register(Account)
class AccountAdmin(CheckedActions, UserAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    change_password_form = PasswordForm
    actions = ["one_time_links"]
    list_display = ("username", "language", "roles", "is_active", "last_login")
    list_filter = ("is_active",)
    show_full_result_count = False
    filter_horizontal = ()
    search_fields = ("username",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "language")}),
        (gettext_lazy("What the account may do"), {"fields": ("is_active", "groups")}),
        _RIGHTS,
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "language",
                    "groups",
                    "usable_password",
                    "password1",
                    "password2",
                ),
                "description": gettext_lazy(
                    "Without a password the account gets a one-time link: choose it in the list, "
                    "then the action “One-time link to choose a password”."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only who may do everything gives rights beyond the groups."""
        found = super().get_fieldsets(request, obj)
        return [part for part in found if request.user.is_superuser or part is not _RIGHTS]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account that may do everything is changed by its like only."""
        beyond = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not beyond

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.is_staff = True  # there are no other accounts than the desk's
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("groups"))
    def roles(self, account: Account) -> str:
        return (
            ", ".join(str(ROLES.get(group.name, group.name)) for group in account.groups.all()) or "—"
        )

    @admin.action(
        description=gettext_lazy("One-time link to choose a password"), permissions=["change"]
    )
    def one_time_links(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Show a link for each account; nothing is sent by mail, the administrator passes it on."""
        for account in queryset:
            if not self.has_change_permission(request, account):
                message = _("You may not change the account %(name)s.")
                self.message_user(request, message % {"name": account.username}, messages.ERROR)
                continue
            link = request.build_absolute_uri(one_time_path(account))
            message = _("Pass this link on to %(name)s. It works once, for a day:")
            said = format_html("{} <code>{}</code>", message % {"name": account.username}, link)
            self.message_user(request, said)


class ChoosePasswordView(PasswordResetConfirmView):
    """Lets whoever has the one-time link choose the account's password, and signs them in."""

    template_name = "admin/industries/choose_password.html"
    success_url = reverse_lazy("admin:index")
    post_reset_login = True
    post_reset_login_backend = SIGN_IN

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        account = self.get_user(kwargs["uidb64"])
        with override(account.language if account else get_language()):
            response = super().dispatch(*args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        forget_failures(username=form.user.get_username())
        return response


@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """Let the account's desk speak the other language, and go back to where that was asked."""
    language = request.POST.get("language")
    if language in dict(LANGUAGES):
        get_user_model().objects.filter(pk=request.user.pk or 0).update(language=language)
    back = request.POST.get("back", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if here and back.startswith("/") else reverse("admin:index"))


# what each group may do is written down in docs/roles.md, and changed by migration
admin.site.unregister(Group)

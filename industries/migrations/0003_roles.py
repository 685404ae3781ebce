"""The three groups; `docs/roles.md` says what each may do. Changed by further migrations."""

from django.db import migrations

RECORDS = (
    "source",
    "industrygroup",
    "strategy",
    "industry",
    "product",
    "initiative",
    "indicator",
    "target",
    "observation",
)
OWNED = ("citation", "membership", "chainlink")
LOG = ("release", "version")

WRITING = [
    *((verb, model) for model in (*RECORDS, *OWNED) for verb in ("view", "add", "change", "delete")),
    *(("view", model) for model in LOG),
]
READING = [("view", model) for model in (*RECORDS, *OWNED, *LOG)]

ROLES = {
    "Authors": WRITING,
    "Reviewers": [*WRITING, ("add", "release")],
    "Administrators": [*READING, ("view", "account"), ("add", "account"), ("change", "account")],
}


def make_groups(apps, schema_editor):
    desk = schema_editor.connection.alias
    if desk != "default":
        return
    groups = apps.get_model("auth", "Group").objects.using(desk)
    permissions = apps.get_model("auth", "Permission").objects.using(desk)
    types = apps.get_model("contenttypes", "ContentType").objects.using(desk)
    for name, allowed in ROLES.items():
        group, _made = groups.get_or_create(name=name)
        for verb, model in allowed:
            # Django makes these only after all migrations; what is there already it leaves as it is
            of, _made = types.get_or_create(app_label="industries", model=model)
            about = {"name": f"Can {verb} {model}"}
            permission, _made = permissions.get_or_create(
                content_type=of, codename=f"{verb}_{model}", defaults=about
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("industries", "0002_who_began_and_what_is_ready"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]

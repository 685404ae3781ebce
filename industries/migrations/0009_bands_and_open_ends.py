from django.db import migrations, models


def place_the_parts(apps, schema_editor):
    """On the desk alone: live is made anew from the log, by the rule of the payloads."""
    desk = schema_editor.connection.alias
    if desk == "default":
        groups = apps.get_model("industries", "IndustryGroup").objects.using(desk)
        groups.filter(in_framework=True).update(band="part")


class Migration(migrations.Migration):

    dependencies = [
        ('industries', '0008_kept_verdicts_counted'),
    ]

    operations = [
        migrations.AddField(
            model_name='industrygroup',
            name='band',
            field=models.CharField(choices=[('ahead', 'ahead of the framework'), ('part', 'part of the framework'), ('base', 'beneath the framework'), ('beside', 'beside the framework')], default='beside', help_text='Ahead is what is to grow, beneath is what is there already.', max_length=8, verbose_name='place'),
        ),
        migrations.AddField(
            model_name='industrygroup',
            name='open_ended',
            field=models.BooleanField(default=False, help_text='The source’s list of this group is open, “+ N”.', verbose_name='open-ended'),
        ),
        migrations.RunPython(place_the_parts, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='industrygroup',
            name='in_framework',
        ),
    ]

"""What every table of the desk shares: it shows, changes and offers only what somebody reaches, and asks before deleting."""

from typing import Any

from django.contrib.admin import ModelAdmin, RelatedFieldListFilter
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from cities.desk import reach
from cities.desk.proving import password_again


class WithinReach(BaseModelAdmin):
    """Fields that point to other records offer, and accept, only what somebody reaches. For inlines too."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        self._narrow(db_field, request, options)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        self._narrow(db_field, request, options)
        return super().formfield_for_manytomany(db_field, request, **options)

    def _narrow(self, field: "Field[Any, Any]", request: HttpRequest, options: dict[str, Any]) -> None:
        model = field.remote_field.model  # type: ignore[union-attr]
        if reach.is_ruled(request.user, model, reach.CHOOSE):  # type: ignore[arg-type]
            rows = options.get("queryset", model._default_manager.all())
            options["queryset"] = reach.within(request.user, rows, reach.CHOOSE)  # type: ignore[arg-type]


class DeskInline(WithinReach, InlineModelAdmin):
    """An inline that limited people may use: its rows and its choices are theirs. Stands before TabularInline."""


class Suggestions(AutocompleteJsonView):
    """What a field offers while one types: what somebody may point to, which can be more than their list holds."""

    def get_queryset(self) -> "QuerySet[Any]":
        vars(self.request)["_reaching"] = reach.CHOOSE
        found: QuerySet[Any] = super().get_queryset()
        return found


class WithinReachFilter(RelatedFieldListFilter):
    """A filter at the side of a list that names only what somebody reaches."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = reach.within(request.user, field.remote_field.model._default_manager.all())  # type: ignore[arg-type]
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": rows.values("pk")},
        )


class NarrowPaginator(Paginator):
    """Finds the page's rows by their keys alone, and only then reads them: sorting sixty thousand whole rows is slow."""

    def page(self, number: Any) -> Any:
        found = super().page(number)
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        before = (found.number - 1) * self.per_page
        keys = rows.values("pk")[before : before + self.per_page]
        if rows.ordered and before > self.count / 2:
            # From the nearer end: whoever asks for the last rows of many needs not sort all of them.
            after = max(0, self.count - before - self.per_page)
            keys = rows.reverse().values("pk")[after : self.count - before]
        found.object_list = rows.filter(pk__in=keys)
        return found


class DeskList(ChangeList):
    """A list that says above itself how many rows were found only where something was asked for; below it says so always."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.full_result_count is None and not (self.query or self.has_active_filters):
            self.full_result_count = self.result_count


class DeskAdmin(WithinReach, ModelAdmin):
    """A table of the desk. Stands first among the bases."""

    # Fields that limited people only read: in new records, and in those there are.
    limited_read_only: tuple[str, ...] = ()
    limited_fixed: tuple[str, ...] = ()
    paginator = NarrowPaginator
    # A list counts what it shows; counting everything once more costs as much as the rows.
    show_full_result_count = False
    # Bulk acts that ask for the password again, by their names.
    dangerous_actions: tuple[str, ...] = ("delete_selected",)

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        return DeskList

    # --- Which records ---

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        # The suggestions for another record's form ask here too, see `Suggestions`.
        action = vars(request).get("_reaching", "view")
        return reach.within(request.user, super().get_queryset(request), action)  # type: ignore[arg-type]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record; 403 and not "perhaps it was deleted" for one that is there but out of reach."""
        found = super().get_object(request, object_id, from_field)
        if found is None and not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if found is None and reach.is_ruled(request.user, self.model):  # type: ignore[arg-type]
            field = self.opts.get_field(from_field) if from_field else self.opts.pk
            try:
                value = field.to_python(object_id)  # type: ignore[union-attr]
            except Exception:  # whatever a field says of what is none of its values
                return None
            if self.model._default_manager.filter(**{field.name: value}).exists():
                raise PermissionDenied
        return found

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self._reaches(request, obj, "view")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._reaches(request, obj, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._reaches(request, obj, "delete")

    def _reaches(self, request: HttpRequest, obj: Model | None, action: str) -> bool:
        if obj is None or not reach.is_ruled(request.user, self.model, action):  # type: ignore[arg-type]
            return True
        if not isinstance(obj, self.model) or obj.pk is None:
            return True
        # A page asks this many times over.
        known: dict[Any, bool] = vars(request).setdefault("_within_reach", {})
        key = (self.model, obj.pk, action)
        if key not in known:
            known[key] = reach.reaches(request.user, obj, action)  # type: ignore[arg-type]
        return known[key]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if reach.is_ruled(request.user, self.model):  # type: ignore[arg-type]
            further = (
                self.limited_read_only if obj is None else (*self.limited_read_only, *self.limited_fixed)
            )
            return (*fields, *(name for name in further if name not in fields))
        return fields

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [self._narrow_filter(each, request) for each in super().get_list_filter(request)]

    def _narrow_filter(self, each: Any, request: HttpRequest) -> Any:
        name = each[0] if isinstance(each, tuple | list) else each
        if not isinstance(name, str):
            return each
        field = get_fields_from_path(self.model, name)[-1]
        ruled = field.is_relation and reach.is_ruled(request.user, field.related_model)  # type: ignore[arg-type]
        return (name, WithinReachFilter) if ruled else each

    # --- Parts of the form ---

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without inlines that would show limited people what they do not reach."""
        return [
            inline
            for inline in super().get_inline_instances(request, obj)
            if isinstance(inline, DeskInline) or not reach.is_ruled(request.user, inline.model)  # type: ignore[arg-type]
        ]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        options: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if "queryset" in options:
            action = "change" if inline.has_change_permission(request, obj) else "view"
            options["queryset"] = reach.within(request.user, options["queryset"], action)  # type: ignore[arg-type]
        return options

    # --- What cannot be taken back ---

    @method_decorator(password_again)
    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return super().delete_view(request, *args, **options)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        view = super().changelist_view
        if request.method == "POST" and request.POST.get("action") in self.dangerous_actions:
            view = password_again(view)
        return view(request, extra_context)

from django.urls import path

from industries.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("industries/", views.industry_list, name="industry_list"),
    path("industries/<slug:slug>/", views.industry_detail, name="industry_detail"),
    path("initiatives/", views.initiative_list, name="initiative_list"),
    path("initiatives/<slug:slug>/", views.initiative_detail, name="initiative_detail"),
    path("targets/", views.target_list, name="target_list"),
    path("targets/<slug:slug>/", views.target_detail, name="target_detail"),
    path("indicators/", views.indicator_list, name="indicator_list"),
    path("indicators/<slug:slug>/", views.indicator_detail, name="indicator_detail"),
    path("sources/", views.source_list, name="source_list"),
    path("sources/<slug:slug>/", views.source_detail, name="source_detail"),
    path("changes/", views.release_list, name="release_list"),
    path("changes/<int:number>/", views.release_detail, name="release_detail"),
]

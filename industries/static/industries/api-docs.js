// Draws the API's documentation from its schema, with this host's own copy of Swagger UI.
const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null, // would ask another host
});

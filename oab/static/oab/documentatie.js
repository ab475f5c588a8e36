// Shows the document beside this page; a page of another origin is never asked.
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#documentatie",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: ["get", "head", "post", "patch", "delete"],
  validatorUrl: null,
});

namespace ModelOps.Core;

/// <summary>The tables that together hold a model.</summary>
internal sealed record ModelTables(ModelTable Models, ModelDetailsTable Details, ModelFileTable Files, ModelSettingsTable Settings);

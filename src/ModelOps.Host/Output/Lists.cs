using System.Globalization;

namespace ModelOps.Host.Output;

/// <summary>Tables of many things, one a row.</summary>
internal static class Lists
{
    public static TextTable Of(IReadOnlyList<Dataset> datasets)
    {
        var table = new TextTable("name", ">samples", "shape", "task", ">classes", ">size", "?created");
        foreach (var d in datasets)
        {
            table.Row(d.Name, Show.Count(d.Samples), Show.Shape(d.Shape), d.Task, d.Classes.Count > 0 ? Show.Count(d.Classes.Count) : "-",
                Show.Bytes(d.SizeBytes), Show.Age(d.Created));
        }
        return table;
    }

    /// <summary>Samples with their first columns; wide ones are cut off.</summary>
    public static TextTable Of(Dataset dataset, IReadOnlyList<DatasetSample> samples)
    {
        const int shown = 6;
        var count = (int)Math.Min(shown, dataset.Shape.Aggregate(1L, (a, b) => a * b));
        var names = Enumerable.Range(0, count)
            .Select(i => i < dataset.Columns.Count ? dataset.Columns[i] : i.ToString(CultureInfo.InvariantCulture));
        var isCut = samples.Any(s => s.Values.Count > count);
        var table = new TextTable(
            [">sample", .. names.Select(n => ">" + n), .. isCut ? new[] { "more" } : [], dataset.LabelColumn ?? "label"]);
        foreach (var s in samples)
        {
            var values = s.Values.Take(count).Select(v => v.ToString("G6", CultureInfo.InvariantCulture));
            var label = s.Label ?? s.Target!.Value.ToString("G6", CultureInfo.InvariantCulture);
            table.Row([s.Index.ToString(CultureInfo.InvariantCulture), .. values, .. isCut ? new[] { "…" } : [], label]);
        }
        return table;
    }

    public static TextTable Of(IReadOnlyList<ModelProfile> profiles)
    {
        var table = new TextTable("name", "kind", "network", ">epochs", ">batch", "from", "?description");
        foreach (var p in profiles)
        {
            bool serves = p.Kind == ProfileKind.Serving;
            var network = serves ? p.Servers.Count == 0 ? "(has problems)" : "-" : p.Network ?? "(has problems)";
            table.Row(p.Name, serves ? "serving" : "training", network, p.Epochs?.ToString(CultureInfo.InvariantCulture) ?? "-",
                p.Batch?.ToString(CultureInfo.InvariantCulture) ?? "-", p.Shipped ? "shipped" : "yours", p.Description ?? "");
        }
        return table;
    }

    public static TextTable Of(IReadOnlyList<ModelDemo> demos)
    {
        var table = new TextTable("demo", "kind", "on", "state", ">frames", "?model", "?>process", "showing");
        foreach (var d in demos)
        {
            table.Row(d.Name, Show.State(d.Kind), d.Subject ?? "-", Show.State(d.State), Show.Count(d.Frames), d.ModelShortId,
                d.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? "-", d.Error ?? d.Caption ?? "");
        }
        return table;
    }

    public static TextTable Of(IReadOnlyList<TrainingSession> sessions)
    {
        var table = new TextTable(
            "session", "profile", "dataset", "state", "?>priority", ">epoch", "?>step", ">result", "?model", "?created");
        foreach (var s in sessions)
        {
            var state = Show.State(s.State) + (s.QueuePosition is { } position ? $" {position}" : "");
            table.Row(s.ShortId, s.ProfileName, s.DatasetName, state, s.Priority.ToString(CultureInfo.InvariantCulture),
                $"{s.Epoch}/{s.TotalEpochs}",
                $"{s.Step}/{s.TotalSteps}", Show.Best(s.Metrics), s.ModelShortId, Show.Age(s.Created));
        }
        return table;
    }

    public static TextTable Of(IReadOnlyList<Model> models)
    {
        var table = new TextTable("model", "name", "network", "state", ">result", "?>parameters", ">size", "?dataset", "?created");
        foreach (var m in models)
        {
            table.Row(
                m.ShortId, m.Name, m.Network, Show.State(m.State), Show.Best(m.Metrics), m.Parameters > 0 ? Show.Count(m.Parameters) : "-",
                m.SizeBytes > 0 ? Show.Bytes(m.SizeBytes) : "-", m.DatasetName ?? "-", Show.Age(m.Created));
        }
        return table;
    }

    public static TextTable Of(IReadOnlyList<ModelScanResult> results)
    {
        var table = new TextTable("status", "name", "path", "why");
        foreach (var r in results)
            table.Row(Show.State(r.Status), r.Name, r.Path, r.Reason ?? "");
        return table;
    }

    public static TextTable Of(IReadOnlyList<ComputeDevice> devices)
    {
        var table = new TextTable("device", ">load", ">used", ">free", ">total", "?>temperature", "model");
        foreach (var d in devices)
        {
            table.Row(
                d.Name, d.Utilization is { } load ? Show.Percent(load) : "-", Size(d.UsedBytes), Size(d.FreeBytes), Size(d.TotalBytes),
                d.Temperature is { } degrees ? string.Create(CultureInfo.InvariantCulture, $"{degrees} °C") : "-",
                d.Cores is { } cores ? string.Create(CultureInfo.InvariantCulture, $"{cores} × {d.Model}") : d.Model ?? "-");
        }
        return table;

        static string Size(long? bytes) => bytes is { } number ? Show.Bytes(number) : "-";
    }

    public static TextTable Of(IReadOnlyList<ModelServer> servers)
    {
        var table = new TextTable("server", "state", "url", ">memory", "?>gpu", ">loaded in", ">restarts", "?profile", "?used");
        foreach (var s in servers)
        {
            table.Row(s.Name, Show.State(s.State), s.IsActive ? s.Url ?? "-" : "-", s.MemoryBytes is { } memory ? Show.Bytes(memory) : "-",
                s.GpuMemoryBytes is { } gpu ? Show.Bytes(gpu) : "-", s.LoadTime is { } time ? Show.Duration(time) : "-", Show.Count(s.Restarts),
                s.ProfileName ?? "-", s.LastUsed is { } used ? Show.Age(used) : "-");
        }
        return table;
    }

    public static TextTable Of(IReadOnlyList<ModelOpsSetting> settings)
    {
        var table = new TextTable("setting", "value", "source", "?from");
        foreach (var s in settings)
            table.Row(s.Key, s.Value.Length > 0 ? s.Value : "-", Show.State(s.Source), s.Origin ?? "-");
        return table;
    }

    public static TextTable Of(IReadOnlyList<ModelSlot> slots)
    {
        var table = new TextTable("slot", "model", "name", "?network", ">result", "?>step", ">size", "?created");
        foreach (var s in slots)
        {
            table.Row(s.Name, s.ModelShortId, s.ModelName, s.Network, Show.Best(s.Metrics), Show.Count(s.Step),
                Show.Bytes(s.SizeBytes), Show.Age(s.Created));
        }
        return table;
    }
}

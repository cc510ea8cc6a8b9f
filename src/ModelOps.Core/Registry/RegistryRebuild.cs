namespace ModelOps.Core;

/// <summary>
/// Fills a new registry from the folders of its home: models from config.json, slots from metadata.json, datasets from dataset.json,
/// sessions from session.json and state.json.
/// </summary>
internal sealed class RegistryRebuild(
    ModelOpsHome home, ModelTables tables, SlotTable slots, DatasetTable datasets, SessionTable sessions)
{
    private readonly ModelTable models = tables.Models;

    /// <summary>Registers what the folders hold. <paramref name="notices"/> gets what came of it, and what can't be read.</summary>
    public void Fill(RegistryDatabase database, List<string> notices)
    {
        var foundSessions = ReadAll(home.Sessions, notices, SessionFolder.Read);
        var foundModels = OneOfEach(ReadAll(home.Models, notices, ReadModel), m => m.Id, m => m.Path, notices).ToDictionary(m => m.Id);
        var foundImports = OneOfEach(ReadAll(home.Models, notices, FoundImport.Read), i => i.Model.Id, i => i.Folder, notices);
        var foundDatasets = ReadAll(home.Datasets, notices, DatasetFile.Read);
        var foundSlots = ReadAll(home.Slots, notices, SlotFile.Read);
        foreach (var session in foundSessions.Where(s => !s.Document.ModelRemoved))
            foundModels[session.Document.ModelId] = JoinModel(session, foundModels.GetValueOrDefault(session.Document.ModelId));

        database.Write(connection =>
        {
            foreach (var dataset in foundDatasets)
                datasets.Save(connection, dataset);
            foreach (var model in foundModels.Values.OrderBy(m => m.Created))
                models.Insert(connection, model);
            foreach (var import in foundImports.Where(i => !foundModels.ContainsKey(i.Model.Id)))
                import.Model.Register(tables, connection, import.Folder, import.Files, import.Facts);
            foreach (var session in foundSessions.OrderBy(s => s.Document.Created))
                InsertSession(connection, session);
            foreach (var slot in foundSlots)
                slots.Save(connection, slot);
        });
        if (foundModels.Count + foundImports.Count + foundSessions.Count + foundDatasets.Count + foundSlots.Count > 0)
        {
            notices.Add(Error.Text(
                "RegistryRebuilt", home.RegistryFile, foundModels.Count + foundImports.Count, foundSessions.Count, foundDatasets.Count,
                foundSlots.Count));
        }
    }

    /// <summary>
    /// Registers a session that only its folder knows, with its model where that is unknown too. Damaged where the folder can't be read.
    /// </summary>
    public void AddSession(RegistryDatabase database, string folder)
    {
        if (SessionFolder.Read(folder) is not { } session)
            return;
        var model = home.Model(session.Document.Network, session.Document.ModelId);
        var complete = Directory.Exists(model) ? ReadModel(model) : null;
        database.Write(connection =>
        {
            if (sessions.Get(connection, session.Document.Id) is not null)
                return;
            if (!session.Document.ModelRemoved && models.Get(connection, session.Document.ModelId) is null)
                models.Insert(connection, JoinModel(session, complete));
            InsertSession(connection, session);
        });
    }

    /// <summary>What every folder of a kind holds. One that can't be read is left out, with a notice, and stays as it is.</summary>
    private static List<T> ReadAll<T>(string parent, List<string> notices, Func<string, T?> read)
        where T : class
    {
        var found = new List<T>();
        if (!Directory.Exists(parent))
            return found;
        foreach (var folder in Directory.EnumerateDirectories(parent).Where(f => !PartialName.Is(Path.GetFileName(f))).Order(StringComparer.Ordinal))
        {
            try
            {
                if (read(folder) is { } item)
                    found.Add(item);
            }
            // Whatever is wrong with one folder, the others must come back.
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                notices.Add(Error.Text("RegistryFolderUnread", folder, error));
            }
        }
        return found;
    }

    /// <summary>
    /// One folder of each id: the model's own, NETWORK_ID, where it is there. A copy that somebody made beside it is left alone, with a
    /// notice.
    /// </summary>
    private static List<T> OneOfEach<T>(List<T> found, Func<T, string> id, Func<T, string> folder, List<string> notices)
    {
        var kept = new Dictionary<string, T>();
        foreach (var item in found.OrderBy(i => !folder(i).EndsWith($"_{id(i)}", StringComparison.Ordinal))
            .ThenBy(i => folder(i).Length).ThenBy(folder, StringComparer.Ordinal))
        {
            if (!kept.TryAdd(id(item), item))
                notices.Add(Error.Text("RegistryFolderTwice", folder(item), folder(kept[id(item)])));
        }
        return [.. kept.Values];
    }

    /// <summary>The complete model in a folder; null where it has none (yet).</summary>
    private static Model? ReadModel(string folder)
    {
        var file = Path.Combine(folder, ModelStore.ConfigurationFile);
        var weights = new FileInfo(Path.Combine(folder, ModelStore.WeightsFile));
        if (!File.Exists(file) || !weights.Exists || File.Exists(Path.Combine(folder, ImportedModel.FileName)))
            return null;
        var configuration = ModelConfiguration.FromJson(File.ReadAllText(file), file);
        if (!ModelIdentity.IsId(configuration.ModelId) || !folder.EndsWith($"_{configuration.ModelId}", StringComparison.Ordinal))
            throw new FormatException($"its {ModelStore.ConfigurationFile} is that of model {configuration.ModelId}.");
        var profile = Path.Combine(folder, ModelFiles.ProfileFile);
        return new()
        {
            Id = configuration.ModelId,
            ShortId = configuration.ModelId,
            Name = configuration.Name,
            Network = configuration.Network.Family,
            State = ModelState.Completed,
            Format = "safetensors",
            Parameters = configuration.Plan().Parameters,
            SizeBytes = weights.Length,
            Sha256 = FileHash.Sha256(weights.FullName),
            Metrics = configuration.Metrics,
            DatasetName = configuration.DatasetName,
            ProfileName = File.Exists(profile) ? ProfileStore.FromYaml(File.ReadAllText(profile), profile).Name : null,
            Created = weights.LastWriteTimeUtc,
            Completed = weights.LastWriteTimeUtc,
            Path = folder,
        };
    }

    /// <summary>
    /// A session's model: as its own folder has it, with what only the session knows; unfinished where the session didn't complete.
    /// </summary>
    private Model JoinModel(FoundSession session, Model? complete)
    {
        var known = SessionRegistration.Model(home, session.Document, session.Session.State);
        if (complete is null)
            return known.State == ModelState.Completed ? known with { State = ModelState.Missing } : known;
        if (known.State != ModelState.Completed)
            return known with { Parameters = complete.Parameters };
        return complete with
        {
            Name = known.Name,
            ProfileName = known.ProfileName,
            SessionId = known.SessionId,
            Created = known.Created,
            Completed = session.Session.Ended ?? complete.Completed,
        };
    }

    private void InsertSession(RegistryConnection connection, FoundSession session)
    {
        sessions.Insert(connection, session.Session, session.Document.DatasetId, session.Document.Device, launcher: null);
        if (session is { Worker: { } worker, Token: { } token })
            sessions.SetLease(connection, session.Session.Id, worker, token);
        var row = sessions.Get(connection, session.Session.Id)!;
        LogTable.Add(connection, row.Key, DateTime.UtcNow, "warning", Error.Text("SessionRebuilt", row.Session.ShortId));
    }
}

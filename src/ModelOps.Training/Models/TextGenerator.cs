using System.Text;
using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>How text is drawn from a language model.</summary>
public sealed record TextGeneration
{
    /// <summary>
    /// What to begin with; not part of what is written. Empty: the end of a text, where the tokenizer has one, else a line end.
    /// </summary>
    public string Prompt { get; init; } = "";
    /// <summary>Tokens to write; it ends sooner at the end of a text.</summary>
    public int MaxTokens { get; init; } = 200;
    /// <summary>Scores are divided by it: below 1 likelier, above 1 wilder; 0: always the likeliest token.</summary>
    public double Temperature { get; init; } = 0.8;
    /// <summary>Draw among so many likeliest tokens; null: among all.</summary>
    public int? TopK { get; init; }
    /// <summary>The same seed, prompt and model give the same text, on the same device and number of threads.</summary>
    public long Seed { get; init; }
}

/// <summary>
/// A language model that writes. It runs in a process that has the environment for libtorch, and is used by one thread at a time.
/// </summary>
public sealed class TextGenerator : IDisposable
{
    private readonly PlanNetwork network;
    private readonly Tokenizer tokenizer;
    private readonly Device device;
    private readonly int context;

    private TextGenerator(ModelFiles files, Device device)
    {
        if (files is not { Configuration.Task: Dataset.Language, Tokenizer: { } own })
            throw Error.Of(ErrorKind.InvalidInput, "ModelWritesNoText", files.Configuration.Name, files.Configuration.Network.Family);
        (tokenizer, this.device, context) = (own, device, files.Configuration.InputShape[0]);
        network = new PlanNetwork(files.Configuration.Plan(), device);
        try
        {
            TensorFiles.Load(files.Weights, network.Tensors, network.Plan.Aliases);
            network.eval();
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads a model: an exported safetensors file, a folder with its files, or its id or name. InvalidInput ("ModelWritesNoText") for one
    /// that is no language model.
    /// </summary>
    /// <param name="workspace">Where models are looked up.</param>
    /// <param name="model">Which one.</param>
    /// <param name="deviceName">auto, cpu, cuda, cuda:N.</param>
    public static TextGenerator Load(Workspace workspace, string model, string deviceName = "cpu") =>
        new(ModelFiles.Find(workspace, model), TorchRuntime.ChooseDevice(deviceName));

    /// <summary>Loads the model in a slot.</summary>
    /// <inheritdoc cref="Load"/>
    public static TextGenerator LoadSlot(Workspace workspace, string slot, string deviceName = "cpu")
    {
        // A slot is a package; its weights are unpacked for as long as they are read.
        string folder = Directory.CreateTempSubdirectory("modelops-slot-").FullName;
        try
        {
            return new(ModelFiles.Find(workspace, workspace.Slots.Export(slot, ExportFormat.SafeTensors, folder).Path),
                TorchRuntime.ChooseDevice(deviceName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Writes piece by piece: each piece is the text of one token, or of several where a character takes more than one. Bytes that are no
    /// UTF-8 come as U+FFFD. InvalidInput ("TextGenerationInvalid") for settings that can't be.
    /// </summary>
    public IEnumerable<string> Write(TextGeneration settings, CancellationToken cancellation = default)
    {
        if (settings.Temperature < 0 || !double.IsFinite(settings.Temperature) || settings.TopK < 1 || settings.MaxTokens < 0)
            throw Error.Of(ErrorKind.InvalidInput, "TextGenerationInvalid", settings.Temperature, settings.TopK, settings.MaxTokens);
        return Pieces(settings, cancellation);
    }

    public void Dispose() => network.Dispose();

    private IEnumerable<string> Pieces(TextGeneration settings, CancellationToken cancellation)
    {
        var random = new RandomSequence(settings.Seed, 0);
        var decoder = Encoding.UTF8.GetDecoder();
        var ids = Begin(settings.Prompt);
        for (int i = 0; i < settings.MaxTokens; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            int id = Draw(Scores(ids), settings, random);
            if (id == tokenizer.EndOfText)
                break;
            ids.Add(id);
            if (Text(decoder, tokenizer.Bytes(id), flush: false) is { Length: > 0 } text)
                yield return text;
        }
        if (Text(decoder, [], flush: true) is { Length: > 0 } rest)
            yield return rest;
    }

    private List<long> Begin(string prompt)
    {
        if (prompt.Length > 0)
            return [.. tokenizer.Encode(prompt).Select(id => (long)id)];
        return [tokenizer.EndOfText ?? tokenizer.Encode("\n")[0]];
    }

    /// <summary>Scores of all tokens after the last ones that the network can see.</summary>
    private float[] Scores(List<long> ids)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        long[] seen = [.. ids.TakeLast(context)];
        var scores = network.forward(tensor(seen, [1, seen.Length]).to(device));
        return scores[0, seen.Length - 1].cpu().data<float>().ToArray();
    }

    private static int Draw(float[] scores, TextGeneration settings, RandomSequence random)
    {
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => i).ToArray();
        if (settings.Temperature == 0)
            return order[0];
        int among = Math.Min(settings.TopK ?? order.Length, order.Length);
        double greatest = scores[order[0]];
        var weights = new double[among];
        for (int i = 0; i < among; i++)
            weights[i] = Math.Exp((scores[order[i]] - greatest) / settings.Temperature);
        double at = (random.Next() >> 11) * (1.0 / (1L << 53)) * weights.Sum();
        int drawn = 0;
        while (drawn < among - 1 && (at -= weights[drawn]) >= 0)
            drawn++;
        return order[drawn];
    }

    private static string Text(Decoder decoder, ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        return new string(characters, 0, decoder.GetChars(bytes, characters, flush));
    }
}

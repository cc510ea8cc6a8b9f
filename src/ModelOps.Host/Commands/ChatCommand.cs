using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>chat: asks a served model; the answer is shown as it comes.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var prompt = new Argument<string>("PROMPT") { Description = "What to ask; - for what standard input says." };
        var server = new Option<string?>("--server") { HelpName = "NAME", Description = "The server; may be left out where one only is ready." };
        var system = new Option<string?>("--system") { HelpName = "TEXT", Description = "What the model is told before." };
        var tokens = Choice.Number("--max-tokens", "N", "Most tokens of the answer.", least: 1);
        var temperature = new Option<double?>("--temperature") { HelpName = "T", Description = "Randomness; 0 always takes the likeliest token." };
        var seed = Choice.Number("--seed", "N", "Seed of that randomness.", least: 0);
        return new Command("chat", "Asks a served model.") { prompt, server, system, tokens, temperature, seed }.Does(async (context, cancellation) =>
        {
            var question = context.Get(prompt) == "-" ? await Console.In.ReadToEndAsync(cancellation) : context.Get(prompt);
            ChatMessage[] before = context.Get(system) is { } text ? [new("system", text)] : [];
            var request = new ChatRequest
            {
                Messages = [.. before, new("user", question)],
                MaxTokens = context.Get(tokens),
                Temperature = context.Get(temperature),
                Seed = context.Get(seed),
            };
            var servers = context.Workspace.Servers;
            using var client = servers.Connect(context.Get(server) ?? servers.OnlyReady());
            ModelAnswer? answer = null;
            await foreach (var piece in client.StreamAsync(request, a => answer = a, cancellation))
                context.Output.Piece(piece);
            context.Output.Line();
            if (answer!.TokensPerSecond is { } speed)
                context.Output.Note(FormattableString.Invariant($"{answer.CompletionTokens} tokens, {speed:0.0} a second"));
            context.Output.Result(answer, HostJson.Default.ModelAnswer);
            return ExitCodes.Ok;
        });
    }
}

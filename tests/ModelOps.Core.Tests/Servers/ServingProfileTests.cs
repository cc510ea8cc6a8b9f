using ModelOps.Core;

namespace ModelOps.Core.Tests.Servers;

public sealed class ServingProfileTests : IDisposable
{
    private readonly ServerHome home = new();

    public ServingProfileTests()
    {
        home.Workspace.Settings.Set("server.program", [ServerHome.TestServer]);
        home.Workspace.Settings.Set("server.ports", ["20000-29999"]);
        home.Workspace.Settings.Set("server.poll_interval", ["100ms"]);
        Directory.CreateDirectory(home.Home.ServingProfiles);
    }

    public void Dispose() => home.Dispose();

    private ServingProfileStore Store => home.Workspace.ServingProfiles;

    private ServingProfile Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(home.Home.ServingProfiles, name + ".yaml"), text.Replace("MODEL", home.Model));
        return Store.Get(name);
    }

    [Fact]
    public void Models_get_their_tiers_settings_under_their_own()
    {
        var profile = Write("development", """
            kind: serving
            tiers:
              small: { context: 512, threads: 2, idle_limit: 10m, arguments: [--test-chatter, 3] }
            models:
              chat: { model: MODEL, tier: small, context: 1024, port: 20001 }
              near: { model: ./near.gguf, host: 0.0.0.0 }
              off:  { model: MODEL, enabled: false }
              bare: { model: MODEL, tier: small, arguments: [] }
            """);
        Assert.Empty(profile.Servers[2].Arguments);
        Assert.Equal(["chat", "near", "bare"], profile.Servers.Select(s => s.Name));
        var chat = profile.Servers[0];
        Assert.Equal((1024, 2, 20001, TimeSpan.FromMinutes(10)), (chat.ContextLength, chat.Threads, chat.Port, chat.IdleLimit));
        Assert.Equal(["--test-chatter", "3"], chat.Arguments);
        Assert.Equal(
            (Path.Combine(home.Home.ServingProfiles, "near.gguf"), "0.0.0.0"), (profile.Servers[1].Model, profile.Servers[1].HostName));
    }

    [Fact]
    public void All_mistakes_are_named_with_line_and_key()
    {
        var error = Assert.Throws<ProfileException>(() => Write("wrong", """
            kind: trainin
            tiers:
              small: { contxt: 512 }
            models:
              chat: { model: MODEL, tier: smal, port: 70000 }
              none: { idle_limit: soon }
            """));
        Assert.Equal([(1, "kind"), (3, "tiers.small.contxt"), (5, "models.chat.tier"), (5, "models.chat.port"), (6, "models.none.model"), (6, "models.none.idle_limit")],
            error.Problems.Select(p => (p.Line, p.Key)));
        Assert.Contains("context", error.Message);
        Assert.Contains("Did you mean small", error.Message);
    }

    [Fact]
    public void A_profile_is_named_by_the_setting_or_not_at_all()
    {
        Assert.Equal("ServingProfileNotNamed", Assert.Throws<ModelOpsException>(() => Store.Get()).ErrorId);
        Write("development", "models: { chat: { model: MODEL } }");
        home.Workspace.Settings.Set("serving.profile", ["development"]);
        Assert.Equal("development", Store.Get().Name);
        var error = Assert.Throws<ModelOpsException>(() => Store.Get("developmnt"));
        Assert.Equal("ServingProfileNotFound", error.ErrorId);
        Assert.Contains("Did you mean development", error.Message);
    }

    [Fact]
    public async Task Shells_that_use_a_profile_at_once_end_with_the_same_servers()
    {
        foreach (var context in new[] { 128, 256 })
        {
            var profile = Write("shared", $"models: {{ a: {{ model: MODEL, context: {context} }}, b: {{ model: MODEL }} }}");
            var shells = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                using var shell = home.Open();
                return await shell.ServingProfiles.UseAsync(profile);
            })));
            Assert.All(shells.SelectMany(s => s), r => Assert.Equal((null, ModelServerState.Ready), (r.Error?.Message, r.Server!.State)));
            Assert.Single(shells.Select(s => (s[0].Server!.ProcessId, s[1].Server!.ProcessId)).Distinct());
            Assert.Equal(context, shells[0][0].Server!.ContextLength);
        }
    }

    [Fact]
    public void Names_ports_and_arguments_that_can_not_be_together_are_named()
    {
        var error = Assert.Throws<ProfileException>(() => Write("wrong", """
            models:
              chat: { model: MODEL, port: 20001 }
              Chat: { model: MODEL }
              my model: { model: MODEL }
              other: { model: MODEL, port: 20001 }
              off: { model: MODEL, port: 20001, enabled: false }
              own: { model: MODEL, arguments: [--port, 1] }
            """));
        Assert.Equal([(3, "models.Chat"), (4, "models.my model"), (5, "models.other.port"), (7, "models.own.arguments")],
            error.Problems.Select(p => (p.Line, p.Key.Replace("\"", ""))));
    }

    [Fact]
    public async Task Shells_that_use_different_profiles_at_once_end_with_the_servers_of_one()
    {
        ServingProfile[] profiles =
        [
            Write("left", "models: { a: { model: MODEL }, b: { model: MODEL } }"),
            Write("right", "models: { c: { model: MODEL }, d: { model: MODEL } }"),
        ];
        await Task.WhenAll(profiles.Select(profile => Task.Run(async () =>
        {
            using var shell = home.Open();
            return await shell.ServingProfiles.UseAsync(profile);
        })));
        var active = home.Servers.Find().Where(s => s.IsActive).ToList();
        Assert.Equal(2, active.Count);
        Assert.Single(active.Select(s => s.ProfileName).Distinct());
    }

    [Fact]
    public async Task A_server_that_the_next_profile_wants_as_it_is_stays()
    {
        var before = await Store.UseAsync(Write("first", "models: { a: { model: MODEL }, b: { model: MODEL } }"));
        var after = await Store.UseAsync(Write("second", "models: { a: { model: MODEL } }"));
        Assert.Equal((before[0].Server!.ProcessId, "second"), (after[0].Server!.ProcessId, after[0].Server!.ProfileName));
        Assert.Empty(Store.Unwanted(Store.Get("second")));
        // One of the same name that another profile wants otherwise goes, also where what takes its place can't come up.
        await Store.UseAsync(Write("third", "models: { a: { model: ./absent.gguf } }"));
        Assert.Equal(ModelServerState.Stopped, home.Servers.Get("a").State);
        // Two that change places: what has to go goes first.
        int port = ServerHome.FreePort();
        await Store.UseAsync(Write("ports", $"models: {{ a: {{ model: MODEL, port: {port} }}, b: {{ model: MODEL }} }}"));
        var changed = await Store.UseAsync(Write("ports", $"models: {{ a: {{ model: MODEL }}, b: {{ model: MODEL, port: {port} }} }}"));
        Assert.Equal((null, null, port), (changed[0].Error?.Message, changed[1].Error?.Message, changed[1].Server!.Port));
    }

    [Fact]
    public async Task Use_brings_up_what_a_profile_wants_and_ends_what_it_does_not()
    {
        await home.StartReadyAsync("own");
        var first = Write("first", """
            models:
              a: { model: MODEL }
              b: { model: MODEL }
              broken: { model: MODEL, arguments: [--test-fail-at-start, 7] }
              absent: { model: ./absent.gguf }
            """);
        var results = await Store.UseAsync(first);
        Assert.Equal(["a", "b", "broken", "absent"], results.Select(r => r.Name));
        Assert.All(results.Take(2), r => Assert.Equal((ModelServerState.Ready, "first"), (r.Server!.State, r.Server.ProfileName)));
        Assert.Contains("exit code 7", results[2].Error!.Message);
        Assert.Equal("ServerModelFileNotFound", results[3].Error!.ErrorId);

        // Used again: what runs as it is wanted stays.
        var again = await Store.UseAsync(first);
        Assert.Equal(results.Take(2).Select(r => r.Server!.ProcessId), again.Take(2).Select(r => r.Server!.ProcessId));

        var second = Write("second", "models: { b: { model: MODEL, context: 64 }, c: { model: MODEL } }");
        Assert.Equal(["a", "b"], Store.Unwanted(Write("empty", "models: {}")).Select(s => s.Name));
        results = await Store.UseAsync(second);
        Assert.All(results, r => Assert.Equal(ModelServerState.Ready, r.Server!.State));
        Assert.NotEqual(again[1].Server!.ProcessId, results[0].Server!.ProcessId);
        Assert.Equal(64, results[0].Server!.ContextLength);
        var states = home.Servers.Find().ToDictionary(s => s.Name, s => s.State);
        Assert.Equal((ModelServerState.Stopped, ModelServerState.Ready, ModelServerState.Ready), (states["a"], states["c"], states["own"]));
    }
}

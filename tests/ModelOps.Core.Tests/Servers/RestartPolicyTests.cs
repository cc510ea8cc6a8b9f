using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;

namespace ModelOps.Core.Tests.Servers;

public sealed class RestartPolicyTests
{
    [Fact]
    public void The_wait_doubles_and_the_limit_ends_it()
    {
        var policy = new RestartPolicy(4, TimeSpan.FromSeconds(1));
        var waits = Enumerable.Range(0, 5).Select(_ => policy.AfterCrash(TimeSpan.Zero)?.TotalSeconds).ToList();
        Assert.Equal([1, 2, 4, 8, null], waits);
    }

    [Fact]
    public void A_limit_of_none_gives_up_at_once() => Assert.Null(new RestartPolicy(0, TimeSpan.Zero).AfterCrash(TimeSpan.Zero));

    [Fact]
    public void Waits_never_shrink_nor_pass_their_limit_and_stable_servers_begin_anew()
    {
        var cases = from limit in Gen.Choose(1, 200)
                    from delay in Gen.Choose(0, 600_000)
                    from ready in Gen.ListOf(Gen.Choose(0, 1_200_000))
                    select (limit, delay: TimeSpan.FromMilliseconds(delay), ready);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var policy = new RestartPolicy(c.limit, c.delay);
            var before = TimeSpan.Zero;
            foreach (int milliseconds in c.ready)
            {
                var readyFor = TimeSpan.FromMilliseconds(milliseconds);
                int crashes = policy.Crashes;
                var wait = policy.AfterCrash(readyFor);
                bool anew = readyFor >= RestartPolicy.Stable;
                if (policy.Crashes != (anew ? 1 : crashes + 1) || wait is null != policy.Crashes > c.limit)
                    return false;
                if (wait is not { } now)
                    break;
                if (anew ? now != c.delay : now < before || now > (c.delay > RestartPolicy.MostDelay ? c.delay : RestartPolicy.MostDelay))
                    return false;
                before = now;
            }
            return true;
        }));
    }
}

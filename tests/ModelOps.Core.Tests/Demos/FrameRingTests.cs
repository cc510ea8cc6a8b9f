using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Demos;

/// <summary>The ring of a demo's frames: bounded, in order, readable while it is written.</summary>
public sealed class FrameRingTests : IDisposable
{
    private readonly TempHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void It_holds_the_newest_frames_in_order() => Property.Holds(
        from count in Gen.Choose(0, 3 * FrameRing.Slots) from after in Gen.Choose(-5, 3 * FrameRing.Slots) select (count, after),
        given =>
        {
            var path = Path.Combine(home.Path, "frames.bin");
            using var ring = FrameRing.Create(path);
            for (int n = 1; n <= given.count; n++)
                ring.Write(Frame(n, "x"));
            using var reader = FrameRing.TryOpen(path)!;
            long first = Math.Max(Math.Max(given.after, given.count - FrameRing.Slots) + 1, 1);
            Assert.Equal(given.count, reader.Newest);
            Assert.Equal(Enumerable.Range(0, (int)Math.Max(0, given.count - first + 1)).Select(i => first + i),
                reader.ReadAfter(given.after).Select(f => f.Number));
        });

    [Fact]
    public void A_frame_comes_back_as_it_was()
    {
        using var ring = FrameRing.Create(Path.Combine(home.Path, "frames.bin"));
        var frame = Frame(1, "über 'm \"Seil\" <b>\n—\n") with { Values = new Dictionary<string, double> { ["return"] = 1.5 } };
        ring.Write(frame);
        using var reader = FrameRing.TryOpen(Path.Combine(home.Path, "frames.bin"))!;
        var read = Assert.Single(reader.ReadAfter(0));
        Assert.Equal((frame.Number, frame.Time, frame.Caption, frame.Text, 1.5),
            (read.Number, read.Time, read.Caption, read.Text, read.Values["return"]));
    }

    [Fact]
    public void A_frame_that_is_too_long_is_refused()
    {
        using var ring = FrameRing.Create(Path.Combine(home.Path, "frames.bin"));
        Assert.Throws<ArgumentException>(() => ring.Write(Frame(1, new string('x', 9000))));
        Assert.Equal(0, ring.Newest);
    }

    [Fact]
    public void There_is_no_ring_before_it_is_made() => Assert.Null(FrameRing.TryOpen(Path.Combine(home.Path, "none", "frames.bin")));

    [Fact]
    public async Task A_reader_sees_whole_frames_only_while_they_are_written()
    {
        var path = Path.Combine(home.Path, "frames.bin");
        using var ring = FrameRing.Create(path);
        var writing = Task.Run(() =>
        {
            for (int n = 1; n <= 20_000; n++)
                ring.Write(Frame(n, new string((char)('a' + n % 26), 50 + n % 997)));
        });
        using var reader = FrameRing.TryOpen(path)!;
        long last = 0;
        do
        {
            foreach (var frame in reader.ReadAfter(last))
            {
                Assert.True(frame.Number > last);
                last = frame.Number;
                Assert.Equal(new string((char)('a' + last % 26), 50 + (int)(last % 997)), frame.Text);
            }
        }
        while (!writing.IsCompleted || last < 20_000);
        await writing;
    }

    private static ModelDemoFrame Frame(long number, string text) => new()
    {
        DemoName = "d", Number = number, Time = new DateTime(2026, 1, 2, 3, 4, 5,
            DateTimeKind.Utc), Caption = $"frame {number}", Text = text,
    };
}

using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Servers;

public sealed class ServerLogTests : IDisposable
{
    private readonly TempHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Every_line_is_followed_once_also_where_the_log_is_set_aside() => Property.Holds(
        from bursts in Gen.Choose(1, 12)
            .ListOf() from before in Gen.Choose(0, 30) from limit in Gen.Choose(120, 400) select (bursts, before, limit),
        given =>
        {
            string path = home.File(Guid.NewGuid().ToString("n"));
            // Files enough that none is dropped; a burst sets one aside at most.
            using var log = new ServerLog(path, given.limit, files: 100);
            int written = 0;
            for (; written < given.before; written++)
                log.Write($"line {written}");
            using var reader = new ServerLogReader(path);
            var seen = reader.Begin(int.MaxValue).ToList();
            foreach (int burst in given.bursts)
            {
                for (int i = 0; i < burst; i++)
                    log.Write($"line {written++}");
                seen.AddRange(reader.Next());
            }
            Assert.Equal(Enumerable.Range(0, written).Select(n => $"line {n}"), seen);
            Assert.Empty(reader.Next());
        });

    [Fact]
    public void Lines_that_can_not_be_written_are_counted_and_the_log_goes_on()
    {
        string path = home.File("full.log");
        // What stands in the way of setting the log aside stands in that of every further line.
        string obstacle = Directory.CreateDirectory(path + ".1").FullName;
        using var log = new ServerLog(path, 20, files: 2);
        log.Write("a line of 20 letters");
        log.Write("lost one");
        log.Write("lost two");
        Assert.Equal(["a line of 20 letters"], ServerLogReader.Tail(path, 5));
        Directory.Delete(obstacle);
        log.Write("goes on");
        Assert.EndsWith(" 2 lines could not be written here", File.ReadAllLines(path + ".1")[^1]);
        Assert.Equal(["goes on"], File.ReadAllLines(path));
    }

    [Fact]
    public void A_log_that_is_deleted_is_begun_anew()
    {
        string path = home.File("deleted.log");
        using var log = new ServerLog(path, 4096, files: 2);
        log.Write("one");
        File.Delete(path);
        log.Write("two");
        Assert.Equal(["two"], File.ReadAllLines(path));
    }

    [Fact]
    public void A_log_that_is_not_there_yet_is_waited_for_and_half_a_line_is_not_shown()
    {
        string path = home.File("late.log");
        using var reader = new ServerLogReader(path);
        Assert.Empty(reader.Begin(5));
        File.WriteAllText(path, "one\ntw");
        Assert.Equal(["one"], reader.Next());
        File.AppendAllText(path, "o\nthree\n");
        Assert.Equal(["two", "three"], reader.Next());
    }

    [Fact]
    public void The_last_lines_come_from_files_set_aside_too()
    {
        string path = home.File("tail.log");
        using var log = new ServerLog(path, 20, files: 5);
        for (int i = 0; i < 9; i++)
            log.Write($"line {i}");
        Assert.Equal(["line 4", "line 5", "line 6", "line 7", "line 8"], ServerLogReader.Tail(path, 5));
    }
}

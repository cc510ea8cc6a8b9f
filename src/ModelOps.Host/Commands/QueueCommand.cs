using System.CommandLine;
using System.Globalization;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class QueueCommand
{
    public static Command Create() =>
        new Command("queue", "Lists the trainings that wait, in the order in which they will start.").Does(context =>
        {
            var sessions = context.Workspace.Queue.List();
            var table = new TextTable(">no.", "session", ">priority", "profile", "dataset", "?model", "?created");
            foreach (var s in sessions)
            {
                table.Row(s.QueuePosition?.ToString(CultureInfo.InvariantCulture) ?? "-", s.ShortId,
                    s.Priority.ToString(CultureInfo.InvariantCulture),
                    s.ProfileName, s.DatasetName, s.ModelShortId, Show.Age(s.Created));
            }
            context.Output.List(table, "Nothing waits.");
            context.Output.Result(sessions, HostJson.Default.IReadOnlyListTrainingSession);
        });
}

using System.Globalization;

namespace ModelOps.Core;

/// <summary>A whole number within limits, both included.</summary>
internal sealed class WholeNumberSetting(int least, int most) : ScalarSetting<int>
{
    public override string Allowed => FormattableString.Invariant($"a whole number from {least} to {most}");

    protected override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out value);

    protected override string Format1(int value) => value.ToString(CultureInfo.InvariantCulture);
    public override string? Problem(int value) => value < least || value > most ? "is out of range" : null;
}

/// <summary>A whole number within limits, both included, or auto.</summary>
internal sealed class AutomaticNumberSetting(int least, int most) : ScalarSetting<int>
{
    /// <summary>Stands for auto.</summary>
    public const int Automatic = -1;
    private const string AutomaticText = "auto";

    public override string Allowed => FormattableString.Invariant($"a whole number from {least} to {most}, or {AutomaticText}");

    protected override bool TryParse(string text, out int value)
    {
        value = Automatic;
        return text.Trim().Equals(AutomaticText, StringComparison.OrdinalIgnoreCase)
            || int.TryParse(
                text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);
    }

    protected override string Format1(int value) => value == Automatic ? AutomaticText : value.ToString(CultureInfo.InvariantCulture);
    public override string? Problem(int value) => value != Automatic && (value < least || value > most) ? "is out of range" : null;
}

/// <summary>A span of time within limits, both included: a number with ms, s (the default), m or h.</summary>
internal sealed class DurationSetting(TimeSpan least, TimeSpan most) : ScalarSetting<TimeSpan>
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
        ("", 1000)];

    public override string Allowed => $"a duration from {Text(least)} to {Text(most)}, written 500ms, 2s, 5m or 1h";

    protected override bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        if (!Quantity.TryParse(text, Units, out double milliseconds))
            return false;
        value = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    protected override string Format1(TimeSpan value) => Text(value);
    public override string? Problem(TimeSpan value) => value < least || value > most ? "is out of range" : null;

    /// <summary>The shortest exact way to write a duration of whole milliseconds.</summary>
    public static string Text(TimeSpan value)
    {
        long milliseconds = (long)value.TotalMilliseconds;
        var (unit, size) = milliseconds switch
        {
            0 => ("s", 1000),
            _ when milliseconds % 3_600_000 == 0 => ("h", 3_600_000),
            _ when milliseconds % 60_000 == 0 && milliseconds > 120_000 => ("m", 60_000),
            _ when milliseconds % 1000 == 0 => ("s", 1000),
            _ => ("ms", 1L),
        };
        return FormattableString.Invariant($"{milliseconds / size}{unit}");
    }
}

/// <summary>A number of bytes within limits, both included: a number with KiB, MiB, GiB or nothing.</summary>
internal sealed class BytesSetting(long least, long most) : ScalarSetting<long>
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("B", 1), ("", 1)];

    public override string Allowed => $"a size from {Format1(least)} to {Format1(most)}, written 512KiB, 10MiB or 1GiB";

    protected override bool TryParse(string text, out long value)
    {
        bool parsed = Quantity.TryParse(text, Units, out double bytes);
        value = (long)bytes;
        return parsed;
    }

    protected override string Format1(long value)
    {
        foreach (var (unit, size) in Units.Take(3).Reverse())
        {
            if (value >= size && value % size == 0)
                return FormattableString.Invariant($"{value / size}{unit}");
        }
        return FormattableString.Invariant($"{value}B");
    }

    public override string? Problem(long value) => value < least || value > most ? "is out of range" : null;
}

/// <summary>A number with a unit behind it.</summary>
internal static class Quantity
{
    private const double Limit = 1e15;

    public static bool TryParse(string text, IEnumerable<(string Unit, long Size)> units, out double value)
    {
        text = text.Trim();
        foreach (var (unit, size) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out value))
            {
                value *= size;
                return value < Limit;
            }
        }
        value = 0;
        return false;
    }
}

/// <summary>TCP ports from the first to the last, both included.</summary>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>How many ports these are.</summary>
    public int Count => Last - First + 1;

    public override string ToString() => FormattableString.Invariant($"{First}-{Last}");
}

/// <summary>A range of ports.</summary>
internal sealed class PortRangeSetting : ScalarSetting<PortRange>
{
    public override string Allowed => "a range of ports from 1024 to 65535, written 8100-8199";

    protected override bool TryParse(string text, out PortRange value)
    {
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        var numbers = new int[2];
        bool parsed = parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[0])
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[1]);
        value = new(numbers[0], numbers[1]);
        return parsed;
    }

    protected override string Format1(PortRange value) => value.ToString();

    public override string? Problem(PortRange value) =>
        value.First < 1024 || value.Last > 65535 ? "is out of range"
        : value.First > value.Last ? "ends before it begins"
        : null;
}

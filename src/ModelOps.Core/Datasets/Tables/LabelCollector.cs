using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace ModelOps.Core;

/// <summary>
/// Gathers the labels of a table and finds out what they are. Whole numbers and words are classes; numbers with a fraction, or more than
/// <see cref="MaxClasses"/> different whole numbers, are to be regressed.
/// </summary>
internal sealed class LabelCollector(DatasetProblems problems, string column, bool regress, FeatureSpool spool)
{
    public const int MaxClasses = 1000;
    private const int FirstWords = 20;
    private const double LargestExactInteger = 9007199254740992;

    private readonly Dictionary<long, int> _whole = [];
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    /// <summary>Value of each row, for regression.</summary>
    private readonly SpooledColumn<float> _numbers = new(spool, "targets");
    /// <summary>Class of each row in order of first appearance.</summary>
    private readonly SpooledColumn<int> _codes = new(spool, "labels");
    /// <summary>Number of the class that each of these codes is, after <see cref="Finish"/>.</summary>
    private int[] _rank = [];
    private readonly List<(long Line, string Word)> _firstWords = [];
    private string? _fraction;
    /// <summary>More whole numbers than classes may be: to be regressed.</summary>
    private bool _tooManyClasses;
    private bool _reportedTooMany;

    /// <summary>What is said of text in another encoding, which would be read as other characters.</summary>
    public const string NotUtf8 = "is not UTF-8; save the file in UTF-8";

    public long Count => _numbers.Count;
    public bool IsClassification { get; private set; }
    /// <summary>Names of the classes in the order of their numbers, after <see cref="Finish"/>.</summary>
    public IReadOnlyList<string> Classes { get; private set; } = [];

    public void Add(ReadOnlySpan<byte> cell, long line)
    {
        if (cell.IsEmpty)
        {
            problems.Add(line, column, "the label is missing; fill it in or remove the row");
            return;
        }
        if (DecimalNumber.TryParse(cell, out double number))
        {
            AddNumber(number, cell, line);
            return;
        }
        var word = Encoding.UTF8.GetString(cell);
        if (regress || _tooManyClasses)
        {
            problems.Add(line, column, $"'{word}' is not a number to regress; correct it, or choose another label column");
            return;
        }
        _numbers.Add(float.NaN);
        if (!_words.TryGetValue(word, out int code))
        {
            code = NextCode();
            if (_words.Count == MaxClasses)
            {
                ReportTooMany(line, word);
                return;
            }
            if (!Utf8.IsValid(cell))
                problems.Add(line, column, $"'{word}' {NotUtf8}");
            _words[word] = code;
            if (_words.Count <= FirstWords)
                _firstWords.Add((line, word));
        }
        _codes.Add(code);
    }

    /// <summary>
    /// Decides on classes or numbers, and reports words among numbers. <paramref name="described"/>: names for classes 0, 1, ….
    /// </summary>
    public void Finish(IReadOnlyList<string>? described)
    {
        if (_fraction is not null && _words.Count > 0)
        {
            foreach (var (line, word) in _firstWords)
                problems.Add(
                    line, column, $"'{word}' is not a number, though other labels are, such as {_fraction}; correct it or remove the row");
        }
        IsClassification = !regress && _fraction is null && !_tooManyClasses;
        if (!IsClassification)
            return;
        var ordered = _words.Count == 0
            ? _whole.OrderBy(w => w.Key).Select(w => (Name: Text(w.Key), Code: w.Value))
            : _whole.Select(w => (Name: Text(w.Key), Code: w.Value)).Concat(_words.Select(w => (Name: w.Key, Code: w.Value)))
                .OrderBy(c => c.Name, StringComparer.Ordinal);
        var list = ordered.ToList();
        _rank = new int[list.Count];
        for (int i = 0; i < list.Count; i++)
            _rank[list[i].Code] = i;
        Classes = list.Select(c => c.Name).ToList();
        if (described is not null && _words.Count == 0 && described.Count == list.Count
            && Classes.Select((name, i) => name == Text(i)).All(same => same))
            Classes = described;
    }

    /// <summary>The labels as I64, or the targets as F32.</summary>
    public TensorSource ToTensor()
    {
        if (!IsClassification)
        {
            return new TensorSource(DatasetFile.Targets, "F32", [Count], Count * sizeof(float), stream =>
            {
                foreach (var piece in _numbers.Pieces())
                    stream.Write(MemoryMarshal.AsBytes(piece.Span));
            });
        }
        return new TensorSource(DatasetFile.Labels, "I64", [Count], Count * sizeof(long), stream =>
        {
            foreach (var piece in _codes.Pieces())
                stream.Write(MemoryMarshal.AsBytes(Ranked(piece.Span).AsSpan()));
        });
    }

    private long[] Ranked(ReadOnlySpan<int> codes)
    {
        var ranked = new long[codes.Length];
        for (int i = 0; i < codes.Length; i++)
            ranked[i] = _rank[codes[i]];
        return ranked;
    }

    private void AddNumber(double number, ReadOnlySpan<byte> cell, long line)
    {
        float single = (float)number;
        if (float.IsInfinity(single))
        {
            problems.Add(line, column, $"{Encoding.UTF8.GetString(cell)} is beyond the numbers that 32 bits hold");
            return;
        }
        _numbers.Add(single);
        if (regress || _tooManyClasses)
            return;
        if (number != Math.Floor(number) || Math.Abs(number) > LargestExactInteger)
        {
            _fraction ??= Encoding.UTF8.GetString(cell);
            _codes.Add(0);
            return;
        }
        ref int code = ref CollectionsMarshal.GetValueRefOrAddDefault(_whole, (long)number, out bool exists);
        if (!exists)
            code = NextCode() - 1;
        _codes.Add(code);
        if (_whole.Count > MaxClasses && _words.Count > 0)
        {
            ReportTooMany(line, Encoding.UTF8.GetString(cell));
        }
        else if (_whole.Count > MaxClasses)
        {
            _tooManyClasses = true;
            _codes.Clear();
        }
    }

    private void ReportTooMany(long line, string label)
    {
        if (!_reportedTooMany)
            problems.Add(
                line, column, $"'{label}' makes more than {MaxClasses} classes, the most there may be; choose another label column");
        _reportedTooMany = true;
    }

    private int NextCode() => _whole.Count + _words.Count;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

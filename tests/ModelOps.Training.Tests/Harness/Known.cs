namespace ModelOps.Training.Tests;

/// <summary>Numbers that PyTorch 1.13.1 gave (float32, CPU).</summary>
internal static class Known
{
    /// <summary>torch.manual_seed(0); l = nn.Linear(4, 3); l.weight</summary>
    public static readonly float[] LinearWeight =
    [
        -0.003743410110473633f, 0.26822179555892944f, -0.4115225672721863f, -0.3679695129394531f, -0.19257718324661255f, 0.13407868146896362f,
        -0.009906589984893799f, 0.39644473791122437f, -0.04437202215194702f, 0.1323062777519226f, -0.15110653638839722f, -0.09828269481658936f,
    ];

    /// <summary>l.bias</summary>
    public static readonly float[] LinearBias = [-0.4776742458343506f, -0.33114105463027954f, -0.20611155033111572f];

    /// <summary>torch.manual_seed(1); c = nn.Conv2d(1, 2, 3); c.weight</summary>
    public static readonly float[] ConvWeight =
    [
        0.1717544049024582f, -0.14712607860565186f, -0.0646204948425293f, 0.15645632147789001f, -0.3138123154640198f, 0.19990575313568115f,
        -0.06857510656118393f, 0.16958129405975342f, 0.0463389977812767f, -0.04081472009420395f, 0.09245364367961884f, 0.016443928703665733f,
        0.12174272537231445f, -0.12990033626556396f, -0.024302920326590538f, -0.030009111389517784f, 0.0483146533370018f, -0.0013316075783222914f,
    ];

    /// <summary>c.bias</summary>
    public static readonly float[] ConvBias = [0.29138892889022827f, 0.10373004525899887f];

    /// <summary>
    /// w = [1, -2, 0.5, 3] after five steps with the gradients [0.1 (i + 1), -0.2, 0.3 (i - 2), 1.5], i = 0 … 4, by torch.optim's
    /// SGD(lr=0.1), SGD(lr=0.1, momentum=0.9, weight_decay=0.05), Adam(lr=0.01, betas=(0.8, 0.99), weight_decay=0.1) and
    /// AdamW(lr=0.01, betas=(0.9, 0.999), weight_decay=0.1).
    /// </summary>
    public static readonly IReadOnlyDictionary<string, float[]> AfterFiveSteps = new Dictionary<string, float[]>
    {
        ["sgd"] = [0.8499999642372131f, -1.9000000953674316f, 0.5f, 2.249999523162842f],
        ["sgd-momentum"] = [0.620543897151947f, -1.6103087663650513f, 0.6930771470069885f, 0.8566978573799133f],
        ["adam"] = [0.949225664138794f, -1.9500219821929932f, 0.5210457444190979f, 2.950004816055298f],
        ["adamw"] = [0.9465993642807007f, -1.9401201009750366f, 0.5254761576652527f, 2.9351301193237305f],
    };
}

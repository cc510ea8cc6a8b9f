namespace ModelOps.Core;

/// <summary>Size of a picture, and what is left out of it.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels; null for what the panels need.</param>
/// <param name="Heading">Whether title and legend are in it; a page has its own.</param>
internal sealed record ChartLayoutOptions(double Width, double? Height, bool Heading = true);

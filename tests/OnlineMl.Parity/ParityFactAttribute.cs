namespace OnlineMl.Parity;

/// <summary>A test that needs the reference files. It is skipped where they are absent.</summary>
internal sealed class ParityFactAttribute : FactAttribute
{
    public ParityFactAttribute()
    {
        if (ParityFiles.All.Count == 0)
        {
            Skip = "../shared/parity is absent and ONLINEML_PARITY_FILES names no files";
        }
    }
}

namespace OnlineMl.Serving.Storage.Files;

/// <summary>A small file that says which event is being replayed. It goes when the replay ends; one that is there when a log is opened
/// belongs to a replay that the process did not survive.</summary>
/// <remarks>The file is never flushed, so what it says holds only for the run of the machine in which it was written: after a loss of power a mark may be
/// there that had been removed, and would tell of an event that went well since. Who kills a process from outside cannot be told from an event that does, so
/// one death at an event is none of its doing; several processes, one after the other, have to die at the same one. Between two events, while the disk is
/// waited for, nothing is marked.</remarks>
internal sealed class ReplayMark : IReplayMark
{
    private const string Name = "replay.mark";
    private const int Applied = 0;
    private const int Suspect = 1;
    private const int Deaths = 2;
    private const int Process = 3;
    private const int Boot = 5;
    private const int Count = 7;

    private readonly ModelFolder _folder;
    private readonly IMappedNumbers _numbers;
    private long _suspect;
    private long _applied;
    private int _isDisposed;

    private ReplayMark(ModelFolder folder, IMappedNumbers numbers, long suspect) => (_folder, _numbers, _suspect) = (folder, numbers, suspect);

    /// <summary>Begins a replay, unless the disk takes no mark now.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="process">Who replays.</param>
    /// <param name="suspect">The event at which processes died before.</param>
    public static ReplayMark? TryBegin(ModelFolder folder, ProcessIdentity process, ReplaySuspect suspect)
    {
        try
        {
            var numbers = folder.Files.Map(folder.PathOf(Name), Count);
            numbers.Set(Suspect, suspect.Position);
            numbers.Set(Deaths, suspect.Deaths);
            Set(numbers, Process, process.Process);

            // Last, since a mark counts from here on.
            Set(numbers, Boot, process.Boot);
            return new ReplayMark(folder, numbers, suspect.Position);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            return null;
        }
    }

    /// <summary>Looks for the mark of a replay that a process did not survive.</summary>
    /// <returns>The event that was being replayed, and how many died at it.</returns>
    public static async Task<ReplaySuspect> FindAsync(ModelFolder folder, ProcessIdentity process, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = folder.Files.FileExists(folder.PathOf(Name)) ? await folder.ReadAsync(Name, cancellationToken).ConfigureAwait(false) : [];
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            return default;
        }

        if (bytes.Length != Count * sizeof(long))
        {
            return default;
        }

        var numbers = new long[Count];
        Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
        if (process.Boot == Guid.Empty || GuidAt(numbers, Boot) != process.Boot || numbers[Applied] < 0 || numbers[Suspect] < 0)
        {
            return default;
        }

        var suspect = new ReplaySuspect(numbers[Suspect], numbers[Deaths]);
        var applied = numbers[Applied];
        return GuidAt(numbers, Process) == process.Process || applied == 0 ? suspect
            : applied == suspect.Position ? suspect with { Deaths = suspect.Deaths + 1 }
            : new ReplaySuspect(applied, 1);
    }

    /// <inheritdoc/>
    public void Begin(long position)
    {
        _applied = position;
        Set(Applied, position);
    }

    /// <inheritdoc/>
    public void End()
    {
        Set(Applied, 0);
        if (_applied == _suspect && _suspect != 0)
        {
            Set(Deaths, 0);
            Set(Suspect, 0);
            _suspect = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _numbers.Dispose();
        try
        {
            _folder.Delete(Name);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason))
        {
            // The next replay writes another over it.
            return;
        }
    }

    private static void Set(IMappedNumbers numbers, int index, Guid value)
    {
        var bytes = value.ToByteArray();
        numbers.Set(index, BitConverter.ToInt64(bytes));
        numbers.Set(index + 1, BitConverter.ToInt64(bytes, sizeof(long)));
    }

    private static Guid GuidAt(long[] numbers, int index) =>
        new([.. BitConverter.GetBytes(numbers[index]), .. BitConverter.GetBytes(numbers[index + 1])]);

    private void Set(int index, long value)
    {
        try
        {
            _numbers.Set(index, value);
        }
        catch (Exception reason) when (StorageFailure.IsOfFiles(reason) || reason is ObjectDisposedException)
        {
            // The replay is worth more than its mark, and may go on for a while behind one that hung when its log was closed.
            return;
        }
    }
}

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>What the runtime cannot do with files: on Unix flush the names in a folder, which are not flushed with the files, and on Linux
/// flush the data of a file without the time of its last change, which may be one more write to wait for, begin that ahead, and drop what was
/// flushed from memory.</summary>
internal static partial class UnixFile
{
    private const int ReadOnly = 0;
    private const uint BeginWriting = 2;
    private const int NotNeeded = 4;
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;

    /// <summary>Makes renamed, created and deleted names durable.</summary>
    /// <exception cref="IOException">They cannot be made so.</exception>
    public static void FlushFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure($"The folder '{folder}'", Marshal.GetLastPInvokeError());
        }

        try
        {
            int error;
            do
            {
                error = ErrorOf(FileSync(descriptor));
            }
            while (error == Interrupted);

            // Some file systems know no flush of folders and keep names in order by themselves.
            if (error is not (0 or InvalidArgument))
            {
                throw Failure($"The folder '{folder}'", error);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Makes the bytes and the length of a file durable; for Linux.</summary>
    /// <exception cref="IOException">They cannot be made so.</exception>
    public static void FlushData(SafeFileHandle file)
    {
        int error;
        do
        {
            error = ErrorOf(DataSync(file));
        }
        while (error == Interrupted);

        if (error != 0)
        {
            throw Failure("A file", error);
        }
    }

    /// <summary>Lets the system begin to write a part of a file, as far as it can; for Linux. What goes wrong is told by <see cref="FlushData"/>.</summary>
    public static void BeginFlush(SafeFileHandle file, long offset, int length) => _ = SyncRange(file, offset, length, BeginWriting);

    /// <summary>Lets the system drop a part of a file from its memory; for Linux.</summary>
    public static void Forget(SafeFileHandle file, long offset, long length) => _ = Advise(file, offset, length, NotNeeded);

    private static int ErrorOf(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static IOException Failure(string what, int error) => new($"{what} could not be flushed: {new Win32Exception(error).Message}.", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

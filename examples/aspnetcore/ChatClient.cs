using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace ParleyHost;

/// <summary>
/// One SignalR connection of a user, and what waits to be sent to it. Events leave one after another; whoever does not
/// read them is dropped, so that nobody else waits (H19).
/// </summary>
public sealed class ChatClient
{
    private const int MaxWaiting = 1024 * 1024;

    private readonly HubCallerContext context;
    private readonly ISingleClientProxy proxy;
    private readonly Channel<Outgoing> queue = Channel.CreateUnbounded<Outgoing>(new() { SingleReader = true });
    private readonly Lock gate = new();
    private readonly Dictionary<string, RoomWatch> rooms = [];
    private int waiting;

    public ChatClient(HubCallerContext context, ISingleClientProxy proxy)
    {
        (this.context, this.proxy) = (context, proxy);
        _ = SendAsync(context.ConnectionAborted);
    }

    /// <summary>False for a listener (H12).</summary>
    public bool IsChat { get; set; }

    /// <summary>Whose presence it watches; guarded by its upstream.</summary>
    public HashSet<string> People { get; } = [];

    /// <summary>A copy.</summary>
    public IReadOnlyDictionary<string, RoomWatch> Rooms
    {
        get
        {
            lock (gate) return new Dictionary<string, RoomWatch>(rooms);
        }
    }

    public RoomWatch? RoomOf(string rid)
    {
        lock (gate) return rooms.GetValueOrDefault(rid);
    }

    public int RoomCount
    {
        get
        {
            lock (gate) return rooms.Count;
        }
    }

    public void AddRoom(string rid, RoomWatch watch)
    {
        lock (gate) rooms[rid] = watch;
    }

    /// <summary>Whatever of this room is still queued is not sent any more (H7).</summary>
    public void RemoveRoom(string rid)
    {
        lock (gate) rooms.Remove(rid);
    }

    /// <summary>Queues an event. With <paramref name="rid"/> it is for as long as that room is watched.</summary>
    public void Post(string name, object argument, int size, string? rid = null)
    {
        if (Interlocked.Add(ref waiting, size) > MaxWaiting) Drop();
        else queue.Writer.TryWrite(new Outgoing(name, argument, size, rid));
    }

    /// <summary>After what is queued: closes, and tells the page not to come back.</summary>
    public void End() => queue.Writer.TryComplete();

    /// <summary>Without a farewell, which it would not read; so it comes back.</summary>
    private void Drop()
    {
        queue.Writer.TryComplete();
        context.GetHttpContext()?.Abort();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var next in queue.Reader.ReadAllAsync(stop))
            {
                await Start(next, stop);
                Interlocked.Add(ref waiting, -next.Size);
            }
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // It has gone.
        }
    }

    /// <summary>The watch is looked at and the event takes its place on the wire at one moment, ahead of the answer to unwatchRoom.</summary>
    private Task Start(Outgoing next, CancellationToken stop)
    {
        lock (gate)
        {
            var isWanted = next.Rid is null || rooms.ContainsKey(next.Rid);
            return isWanted ? proxy.SendAsync(next.Name, next.Argument, stop) : Task.CompletedTask;
        }
    }

    private sealed record Outgoing(string Name, object Argument, int Size, string? Rid);
}
